// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.spi.CredentialVersion;

/**
 * The CAs that may tell a profile what is revoked: its trust anchors, and the issuers in its own chain. A list of
 * anyone else would be of no use to the TLS service, and looks to its sender as if it were.
 */
final class CrlIssuers {

    /** KeyUsage, bit 6 (RFC 5280, section 4.2.1.3). */
    private static final int CRL_SIGN = 6;

    private final List<X509Certificate> issuers;

    private CrlIssuers(List<X509Certificate> issuers) {
        this.issuers = issuers;
    }

    /** Those of a version. */
    static CrlIssuers of(CredentialVersion version) {
        return of(version.trustAnchors(), version.chain());
    }

    /** Those of a version that has these trust anchors and this chain, leaf first. */
    static CrlIssuers of(List<X509Certificate> anchors, List<X509Certificate> chain) {
        List<X509Certificate> issuers = new ArrayList<>(anchors);
        issuers.addAll(chain.subList(Math.min(1, chain.size()), chain.size()));
        return new CrlIssuers(issuers);
    }

    /** Refuses a list that none of them has signed. */
    void requireSigned(X509CRL list) throws CredentialRejectedException {
        boolean named = false;
        for (X509Certificate issuer : issuers) {
            if (issuer.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
                named = true;
                if (isSignedBy(list, issuer)) {
                    return;
                }
            }
        }
        String name = Subject.issuerOf(list);
        throw Refusal.of(
                CredentialPart.CRL,
                Reason.UNKNOWN_ISSUER,
                named
                        ? "the signature of the list of " + name
                                + " is not that of the profile's CA of this name, or the" + " CA may not sign lists"
                        : "its issuer " + name + " is no CA of this profile; upload the ca.pem of that CA first");
    }

    /** Whether one of them has signed a list. */
    boolean haveSigned(X509CRL list) {
        return issuers.stream()
                .anyMatch(issuer -> issuer.getSubjectX500Principal().equals(list.getIssuerX500Principal())
                        && isSignedBy(list, issuer));
    }

    private static boolean isSignedBy(X509CRL list, X509Certificate issuer) {
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }
}
