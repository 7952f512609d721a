// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.interfaces.ECPrivateKey;
import java.util.Map;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.jspecify.annotations.Nullable;

/**
 * A key on one of NIST's curves, in Bouncy Castle's arithmetic. It signs in a sixth of the time that the JDK's takes on
 * Java 17 (decision 0015), and the signature is the greater part of what a TLS handshake costs. Bouncy Castle's own
 * provider is not asked: to load it would take longer than to open the store.
 */
final class CurveKey {
    private static final Map<String, String> DIGESTS =
            Map.of("SHA256withECDSA", "SHA-256", "SHA384withECDSA", "SHA-384", "SHA512withECDSA", "SHA-512");

    private static final int LONGEST_HASH = 64;

    /** Since then the JDK signs on this curve as quickly. */
    private static final int JDK_WITH_QUICK_P256 = 23;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ECPrivateKeyParameters key;

    private CurveKey(ECPrivateKeyParameters key) {
        this.key = key;
    }

    /** The same key; {@code null} if it is on another curve, none at all, or better left to the JDK. */
    static @Nullable CurveKey of(PrivateKey key) {
        return of(key, Runtime.version().feature());
    }

    /** As {@link #of(PrivateKey)}, for a version of Java. */
    static @Nullable CurveKey of(PrivateKey key, int java) {
        if (!(key instanceof ECPrivateKey onCurve)) {
            return null;
        }
        String name = switch (onCurve.getParams().getOrder().bitLength()) {
            case 256 -> java < JDK_WITH_QUICK_P256 ? "secp256r1" : null;
            case 384 -> "secp384r1";
            case 521 -> "secp521r1";
            default -> null;
        };
        if (name == null) {
            return null;
        }
        X9ECParameters curve = CustomNamedCurves.getByName(name);
        BigInteger order = onCurve.getParams().getOrder();
        return curve.getN().equals(order)
                ? new CurveKey(new ECPrivateKeyParameters(onCurve.getS(), new ECDomainParameters(curve)))
                : null;
    }

    /**
     * Signs.
     *
     * @param algorithm of JCA's names
     * @return the signature in DER; {@code null} if this is not the place for that algorithm or content
     */
    byte @Nullable [] sign(String algorithm, byte[] content) throws GeneralSecurityException {
        byte[] hash;
        if (DIGESTS.containsKey(algorithm)) {
            hash = MessageDigest.getInstance(DIGESTS.get(algorithm)).digest(content);
        } else if (algorithm.equals("NONEwithECDSA") && content.length <= LONGEST_HASH) {
            hash = content;
        } else {
            return null;
        }
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(key, RANDOM));
        BigInteger[] signature = signer.generateSignature(hash);
        try {
            return StandardDSAEncoding.INSTANCE.encode(signer.getOrder(), signature[0], signature[1]);
        } catch (IOException e) {
            throw new SignatureException("a signature could not be encoded", e);
        }
    }
}
