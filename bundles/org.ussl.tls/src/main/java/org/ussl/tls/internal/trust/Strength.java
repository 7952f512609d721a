// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError.Reason;

/**
 * The least that counts as strong: 112 bits of security (NIST SP 800-57, part 1), which is what public CAs ask for too.
 * The JDK's own list (jdk.certpath.disabledAlgorithms) still takes RSA-1024 and SHA-1 of a private CA; it applies
 * besides.
 */
final class Strength {
    private static final int MIN_RSA = 2048;
    private static final int MIN_EC = 224;

    private Strength() {}

    /**
     * Looks at every key of a path, and at every signature but that on the anchor: an anchor is trusted because an
     * operator delivered it, so nobody relies on its signature, but everybody relies on its key.
     */
    static void require(List<X509Certificate> path) throws VerificationFailure {
        for (int i = 0; i < path.size(); i++) {
            X509Certificate certificate = path.get(i);
            Optional<String> weakness = ofKey(certificate.getPublicKey());
            if (weakness.isEmpty() && i < path.size() - 1) {
                weakness = ofSignature(certificate.getSigAlgName(), certificate.getSigAlgParams());
            }
            if (weakness.isPresent()) {
                throw new VerificationFailure(
                        Reason.TOO_WEAK,
                        CertificateName.of(certificate) + ": " + weakness.get()
                                + "; its owner needs a new certificate (RSA from 2048 bits or EC from 224 bits, SHA-256)");
            }
        }
    }

    /** What is weak about a key. Kinds without choice of size (Ed25519, ML-DSA) have no weak keys. */
    static Optional<String> ofKey(PublicKey key) {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA) {
            return Optional.of("an RSA key of only " + rsa.getModulus().bitLength() + " bits");
        }
        if (key instanceof ECKey ec && ec.getParams().getOrder().bitLength() < MIN_EC) {
            return Optional.of("an EC key of only " + ec.getParams().getOrder().bitLength() + " bits");
        }
        // TLS 1.3 has no DSA and the engines take none in TLS 1.2; in a path it would be a CA of the nineties.
        return key instanceof DSAKey ? Optional.of("a DSA key") : Optional.empty();
    }

    /** What is weak about a signature. */
    static Optional<String> ofSignature(String algorithm, byte @Nullable [] parameters) {
        String name = algorithm.toUpperCase(Locale.ROOT);
        if (name.equals("RSASSA-PSS")) {
            return pssDigest(parameters).equals("SHA-1")
                    ? Optional.of("signed with RSASSA-PSS and SHA-1")
                    : Optional.empty();
        }
        return name.startsWith("MD") || name.startsWith("SHA1")
                ? Optional.of("signed with " + algorithm)
                : Optional.empty();
    }

    private static String pssDigest(byte @Nullable [] parameters) {
        try {
            AlgorithmParameters pss = AlgorithmParameters.getInstance("RSASSA-PSS");
            pss.init(parameters);
            return pss.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        } catch (GeneralSecurityException | java.io.IOException | RuntimeException e) {
            // RFC 4055: without parameters it is SHA-1; what can't be read counts as weak as well.
            return "SHA-1";
        }
    }
}
