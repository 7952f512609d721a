// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What a leaf may be used for: TLS at all, as client, as server. */
final class Usage {

    private static final String ANY = KeyPurposeId.anyExtendedKeyUsage.getId();
    private static final String SERVER = KeyPurposeId.id_kp_serverAuth.getId();
    private static final String CLIENT = KeyPurposeId.id_kp_clientAuth.getId();

    /** KeyUsage (RFC 5280, section 4.2.1.3): digitalSignature, keyEncipherment, keyAgreement. */
    private static final Set<Integer> TLS_BITS = Set.of(0, 2, 4);

    private Usage() {}

    /**
     * Looks for a reason why no TLS peer would take the certificate.
     *
     * @return why, in words; empty if there is none
     */
    static Optional<String> fault(X509Certificate leaf) {
        List<String> purposes = purposes(leaf);
        if (!purposes.isEmpty() && !allows(purposes, SERVER) && !allows(purposes, CLIENT)) {
            return Optional.of(Subject.of(leaf) + " may not be used for TLS: its extended key usage has neither"
                    + " serverAuth nor clientAuth");
        }
        boolean[] usage = leaf.getKeyUsage();
        if (usage != null && TLS_BITS.stream().noneMatch(bit -> usage[bit])) {
            return Optional.of(Subject.of(leaf) + " may not be used for TLS: its key usage lacks digitalSignature");
        }
        return Optional.empty();
    }

    /** What works in one role or with some peers only. */
    static List<String> warnings(X509Certificate leaf) {
        String name = Subject.of(leaf);
        List<String> warnings = new ArrayList<>();
        List<String> purposes = purposes(leaf);
        boolean server = purposes.isEmpty() || allows(purposes, SERVER);
        if (!server) {
            warnings.add(name + " can be used as a client only (its extended key usage lacks serverAuth)");
        } else if (!purposes.isEmpty() && !allows(purposes, CLIENT)) {
            warnings.add(name + " can be used as a server only (its extended key usage lacks clientAuth)");
        }
        boolean[] usage = leaf.getKeyUsage();
        if (usage != null && !usage[0]) {
            warnings.add(name + " cannot be used with TLS 1.3 (its key usage lacks digitalSignature)");
        }
        if (server && !hasAlternativeName(leaf)) {
            warnings.add(name + " has no subject alternative name: clients that check host names will refuse it");
        }
        if (leaf.getBasicConstraints() >= 0) {
            warnings.add(name + " is a CA certificate; who takes the gateway's key can issue certificates with it");
        }
        return warnings;
    }

    private static boolean allows(List<String> purposes, String purpose) {
        return purposes.contains(purpose) || purposes.contains(ANY);
    }

    private static List<String> purposes(X509Certificate leaf) {
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            return purposes == null ? List.of() : purposes;
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("extended key usage", e);
        }
    }

    private static boolean hasAlternativeName(X509Certificate leaf) {
        try {
            Collection<?> names = leaf.getSubjectAlternativeNames();
            return names != null && !names.isEmpty();
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("subject alternative name", e);
        }
    }
}
