// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Judges and compares public keys. */
final class PublicKeys {

    /** The named curves that every JDK has, each with the length of its numbers. */
    static final Map<ASN1ObjectIdentifier, Integer> CURVE_BITS = Map.of(
            SECObjectIdentifiers.secp256r1, 256,
            SECObjectIdentifiers.secp384r1, 384,
            SECObjectIdentifiers.secp521r1, 521);

    /** In a sentence after "is". */
    static final String UNSUPPORTED_KIND =
            "of a kind that is not supported (RSA, EC P-256, P-384, P-521 and Ed25519 are)";

    /** What the JDK's certificate paths still take; below {@link #STRONG_RSA_BITS} only where weakness is allowed. */
    static final int MIN_RSA_BITS = 1024;
    /** What is no longer weak (NIST SP 800-131A). */
    static final int STRONG_RSA_BITS = 2048;
    /** More makes a handshake of a gateway last seconds. */
    static final int MAX_RSA_BITS = 8192;

    private PublicKeys() {}

    /** Whether it is an EC key on a curve that the JDK would not even read: another one, or one that is spelt out. */
    static boolean isOnUnknownCurve(AlgorithmIdentifier algorithm) {
        return algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                && !(algorithm.getParameters() instanceof ASN1ObjectIdentifier curve && CURVE_BITS.containsKey(curve));
    }

    /**
     * Whether TLS can work with a key.
     *
     * @return why not, in words; empty if it can
     */
    static Optional<String> fault(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS
                    ? Optional.empty()
                    : Optional.of(
                            "RSA with " + bits + " bits; " + MIN_RSA_BITS + " to " + MAX_RSA_BITS + " are supported");
        }
        if (key instanceof ECPublicKey ec) {
            return isOnCurve(ec) ? Optional.empty() : Optional.of("a point that is not on its curve");
        }
        // What the JDK has no class for comes as a bare X509Key.
        return key instanceof EdECPublicKey ? Optional.empty() : Optional.of(UNSUPPORTED_KIND);
    }

    /** Whether a private key of this kind can be taken at all. */
    static boolean isSupportedForIdentity(PublicKey key) {
        if (key instanceof EdECPublicKey edwards) {
            return edwards.getParams().getName().equals("Ed25519");
        }
        return key instanceof RSAPublicKey || key instanceof ECPublicKey;
    }

    /**
     * Whether two keys are one, however they are encoded: certificates of old tools leave out the NULL parameters of
     * RSA, and a key in a token may come from another provider's class.
     */
    static boolean same(PublicKey one, PublicKey other) {
        if (one instanceof RSAPublicKey a && other instanceof RSAPublicKey b) {
            // A key that is bound to RSASSA-PSS is another one than the same numbers for any use.
            return a.getAlgorithm().equals(b.getAlgorithm())
                    && a.getModulus().equals(b.getModulus())
                    && a.getPublicExponent().equals(b.getPublicExponent());
        }
        if (one instanceof ECPublicKey a && other instanceof ECPublicKey b) {
            return a.getW().equals(b.getW())
                    && a.getParams().getOrder().equals(b.getParams().getOrder());
        }
        return one.getEncoded() != null && Arrays.equals(one.getEncoded(), other.getEncoded());
    }

    private static boolean isOnCurve(ECPublicKey key) {
        EllipticCurve curve = key.getParams().getCurve();
        if (!(curve.getField() instanceof ECFieldFp field)) {
            return false;
        }
        BigInteger p = field.getP();
        BigInteger x = key.getW().getAffineX();
        BigInteger y = key.getW().getAffineY();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && y.multiply(y).subtract(right).mod(p).signum() == 0;
    }
}
