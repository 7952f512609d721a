// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/**
 * Puts the certificates of a chain in order: the one that issued none of the others first, then each one's issuer. What
 * the names say counts only where the signature agrees.
 */
final class ChainOrder {

    private ChainOrder() {}

    /**
     * Sorts.
     *
     * @param certificates at least one, each once, in any order
     * @return the leaf first; a root at the end may be there or not
     */
    static List<X509Certificate> sorted(List<X509Certificate> certificates) throws CredentialRejectedException {
        X509Certificate leaf = leaf(certificates);
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        List<X509Certificate> rest = new ArrayList<>(certificates);
        rest.remove(leaf);
        while (!rest.isEmpty()) {
            X509Certificate last = chain.get(chain.size() - 1);
            X509Certificate issuer = rest.stream()
                    .filter(candidate -> isSignedBy(last, candidate))
                    .findFirst()
                    .orElseThrow(() -> broken(rest.get(0), leaf));
            chain.add(issuer);
            rest.remove(issuer);
        }
        return chain;
    }

    /** Whether the issuer's key made the certificate's signature. */
    static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private static X509Certificate leaf(List<X509Certificate> certificates) throws CredentialRejectedException {
        List<X509Certificate> candidates = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            if (certificates.stream()
                    .noneMatch(other -> !other.equals(certificate) && isSignedBy(other, certificate))) {
                candidates.add(certificate);
            }
        }
        if (candidates.isEmpty()) {
            throw Refusal.of(
                    CredentialPart.CERT,
                    Reason.BROKEN_CHAIN,
                    "the certificates issued one another in a circle; which one is the gateway's cannot be told");
        }
        // An operator who put a stranger beside the right certificate reads the right one's name as the chain's.
        candidates.sort(Comparator.comparing(candidate -> candidate.getBasicConstraints() >= 0));
        if (candidates.size() > 1) {
            throw broken(candidates.get(1), candidates.get(0));
        }
        return candidates.get(0);
    }

    private static CredentialRejectedException broken(X509Certificate stranger, X509Certificate leaf) {
        return Refusal.of(
                CredentialPart.CERT,
                Reason.BROKEN_CHAIN,
                Subject.of(stranger) + " does not belong to the chain of " + Subject.of(leaf)
                        + ", or a certificate between them is missing");
    }
}
