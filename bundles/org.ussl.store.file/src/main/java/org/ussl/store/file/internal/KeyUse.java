// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import org.ussl.credential.GatewayProfile;

/** What a key is for, by its profile; a key is used for nothing else. */
public enum KeyUse {
    /** It signs. */
    SIGNING,
    /** It agrees on secrets. */
    AGREEMENT;

    /** The use of a profile's keys. */
    public static KeyUse of(String profile) {
        return GatewayProfile.isForAgreement(profile) ? AGREEMENT : SIGNING;
    }

    /** Refuses to sign with a key that is not for it. */
    public void requireSigning() throws InvalidKeyException {
        if (this != SIGNING) {
            throw new InvalidKeyException("this key agrees on secrets, and signs nothing");
        }
    }

    /**
     * Takes the other side's key before it meets our own, if that is for it. A point of another curve, or none, would
     * tell something of our key with each secret (the invalid-curve attack), and not every token looks.
     *
     * @return the same key, as the JDK reads it
     * @throws InvalidKeyException if it is not on the curve of our own
     */
    public ECPublicKey peer(PublicKey own, PublicKey other) throws GeneralSecurityException {
        if (this != AGREEMENT) {
            throw new InvalidKeyException("this key signs, and agrees on no secrets");
        }
        ECPublicKey theirs = read(other);
        ECParameterSpec curve = read(own).getParams();
        if (!theirs.getParams().getCurve().equals(curve.getCurve())
                || !theirs.getParams().getGenerator().equals(curve.getGenerator())
                || !isOn(curve, theirs.getW())) {
            throw new InvalidKeyException("the other side's key is not on the curve of ours");
        }
        return theirs;
    }

    private static ECPublicKey read(PublicKey key) throws GeneralSecurityException {
        try {
            if (key.getEncoded() != null
                    && KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key.getEncoded()))
                            instanceof ECPublicKey onCurve) {
                return onCurve;
            }
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException("agreeing on a secret takes two keys on a curve", e);
        }
        throw new InvalidKeyException("agreeing on a secret takes two keys on a curve");
    }

    /** On curves with a cofactor of 1, as NIST's are, there are no other points that would tell something. */
    private static boolean isOn(ECParameterSpec curve, ECPoint point) {
        if (point.equals(ECPoint.POINT_INFINITY) || !(curve.getCurve().getField() instanceof ECFieldFp field)) {
            return false;
        }
        BigInteger p = field.getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.pow(3)
                .add(curve.getCurve().getA().multiply(x))
                .add(curve.getCurve().getB());
        return curve.getCofactor() == 1
                && x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && y.multiply(y).mod(p).equals(right.mod(p));
    }
}
