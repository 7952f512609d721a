// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;

/**
 * Finds keys and signatures that can be forged with money or less. What most TLS peers refuse anyway is better refused
 * here, where its sender reads why.
 */
final class Weakness {

    private Weakness() {}

    /**
     * Looks for it.
     *
     * @param allowed whether an operator has allowed short RSA keys and SHA-1; MD5 is beyond that
     * @return what is weak in words; empty if nothing is
     */
    static Optional<String> of(X509Certificate certificate, boolean allowed) {
        String name = Subject.of(certificate);
        if (!allowed
                && certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < PublicKeys.STRONG_RSA_BITS) {
            return Optional.of("the key of " + name + " is RSA with "
                    + rsa.getModulus().bitLength() + " bits; it needs " + PublicKeys.STRONG_RSA_BITS);
        }
        // Nobody relies on the signature that a root made of itself.
        if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return Optional.empty();
        }
        String algorithm = signatureAlgorithm(certificate);
        if (algorithm.contains("MD5") || algorithm.contains("MD2") || (!allowed && algorithm.contains("SHA1"))) {
            return Optional.of(name + " is signed with " + algorithm + "; let its CA issue it with SHA-256");
        }
        return Optional.empty();
    }

    private static String signatureAlgorithm(X509Certificate certificate) {
        String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT).replace("SHA-1", "SHA1");
        if (!certificate.getSigAlgOID().equals(PKCSObjectIdentifiers.id_RSASSA_PSS.getId())) {
            return name;
        }
        byte[] parameters = certificate.getSigAlgParams();
        // Without parameters the hash is SHA-1 (RFC 4055, section 3.1).
        AlgorithmIdentifier hash = parameters == null
                ? new AlgorithmIdentifier(X509ObjectIdentifiers.id_SHA1)
                : RSASSAPSSparams.getInstance(parameters).getHashAlgorithm();
        return hash.getAlgorithm().equals(X509ObjectIdentifiers.id_SHA1) ? "RSASSA-PSS with SHA1" : name;
    }
}
