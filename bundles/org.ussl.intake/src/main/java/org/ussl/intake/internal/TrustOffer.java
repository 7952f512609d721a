// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;

/** Decides what becomes of CA certificates and revocation lists; the caller holds the profile's turn. */
final class TrustOffer {

    private final CredentialStore store;
    private final Validity validity;
    private final Receipts receipts;

    TrustOffer(CredentialStore store, Validity validity, Receipts receipts) {
        this.store = store;
        this.validity = validity;
        this.receipts = receipts;
    }

    IntakeReceipt offerAnchors(CredentialPath path, List<X509Certificate> anchors, Origin origin)
            throws CredentialStoreException {
        Optional<CredentialVersion> current = store.current(path.profile());
        String summary = anchors.size() == 1
                ? "CA " + validity.summary(anchors.get(0))
                : anchors.size() + " CA certificates, first to expire "
                        + Subject.day(anchors.stream()
                                .map(X509Certificate::getNotAfter)
                                .min(Comparator.naturalOrder())
                                .orElseThrow());
        List<String> warnings = validity.anchorWarnings(anchors);
        if (current.isPresent() && new HashSet<>(current.get().trustAnchors()).equals(new HashSet<>(anchors))) {
            return receipts.unchanged(path, summary, warnings);
        }
        // They stay: if they went, a CA that comes back with the next ca.pem would come without what it has revoked.
        current.ifPresent(version -> warnings.addAll(
                RevocationLists.orphanWarnings(version.crls(), CrlIssuers.of(anchors, version.chain()))));
        return receipts.committed(
                path,
                CredentialUpdate.ofTrust(anchors).by(Change.delivery(CredentialPart.CA, origin)),
                summary,
                warnings);
    }

    IntakeReceipt offerLists(CredentialPath path, List<X509CRL> lists, Origin origin)
            throws CredentialRejectedException, CredentialStoreException {
        Optional<CredentialVersion> current = store.current(path.profile());
        CrlIssuers issuers = current.map(CrlIssuers::of).orElse(CrlIssuers.of(List.of(), List.of()));
        for (X509CRL list : lists) {
            issuers.requireSigned(list);
        }
        List<X509CRL> before = current.map(CredentialVersion::crls).orElse(List.of());
        List<String> warnings = validity.crlWarnings(lists);
        if (new HashSet<>(before).equals(new HashSet<>(lists))) {
            return receipts.unchanged(path, RevocationLists.summary(lists), warnings);
        }
        warnings.addAll(RevocationLists.replacementWarnings(before, lists));
        return receipts.committed(
                path,
                CredentialUpdate.ofCrls(lists).by(Change.delivery(CredentialPart.CRL, origin)),
                RevocationLists.summary(lists),
                warnings);
    }
}
