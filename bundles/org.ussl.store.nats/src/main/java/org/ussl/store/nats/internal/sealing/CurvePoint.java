// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Public keys on P-256, as the bytes of an uncompressed point. The curve is never read from outside, and a point that
 * is not on it is refused here, because not every provider of a key agreement looks (the attack that finds a key out by
 * points of other curves).
 */
final class CurvePoint {

    static final AlgorithmIdentifier ALGORITHM =
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);

    private static final int COORDINATE_BYTES = 32;
    private static final int BYTES = 1 + 2 * COORDINATE_BYTES;
    private static final byte UNCOMPRESSED = 4;

    private CurvePoint() {}

    /** Reads a point. */
    static ECPublicKey decode(byte[] point) throws GeneralSecurityException {
        if (point.length != BYTES || point[0] != UNCOMPRESSED) {
            throw new InvalidKeyException("not an uncompressed point of P-256");
        }
        if (!(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info(point)))
                instanceof ECPublicKey key)) {
            throw new InvalidKeyException("not a key on P-256");
        }
        requireOnCurve(key);
        return key;
    }

    /** The point of a key on P-256. */
    static byte[] encode(ECPublicKey key) throws GeneralSecurityException {
        byte[] info = key.getEncoded();
        if (info.length < BYTES) {
            throw new InvalidKeyException("not a key on P-256");
        }
        byte[] point = Arrays.copyOfRange(info, info.length - BYTES, info.length);
        if (!Arrays.equals(info, info(point))) {
            throw new InvalidKeyException("not a key on P-256");
        }
        return point;
    }

    private static byte[] info(byte[] point) throws GeneralSecurityException {
        try {
            return new SubjectPublicKeyInfo(ALGORITHM, point).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new InvalidKeyException("not a key on P-256", e);
        }
    }

    private static void requireOnCurve(ECPublicKey key) throws InvalidKeyException {
        EllipticCurve curve = key.getParams().getCurve();
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        ECPoint point = key.getW();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.multiply(y).mod(p).equals(right.mod(p))) {
            throw new InvalidKeyException("the point is not on P-256");
        }
    }
}
