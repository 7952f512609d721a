// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Change;
import org.ussl.credential.Change.Action;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;

/**
 * Decides what becomes of a chain, a key, or both in a container; the caller holds the profile's turn. Whatever waits,
 * each part can be replaced by an upload of its kind or removed, so that no order of uploads leads into a dead end.
 */
final class IdentityOffer {

    private static final Set<CredentialPart> PAIR = EnumSet.of(CredentialPart.CERT, CredentialPart.KEY);

    private final CredentialStore store;
    private final Validity validity;
    private final Receipts receipts;

    IdentityOffer(CredentialStore store, Validity validity, Receipts receipts) {
        this.store = store;
        this.validity = validity;
        this.receipts = receipts;
    }

    IntakeReceipt offerChain(CredentialPath path, List<X509Certificate> chain, Origin origin)
            throws CredentialRejectedException, CredentialStoreException {
        String profile = path.profile();
        PendingCredential pending = store.pending(profile);
        Optional<CredentialVersion> current = current(profile);
        PublicKey key = chain.get(0).getPublicKey();
        List<String> warnings = warnings(profile, chain);
        if (current.isPresent() && PublicKeys.same(current.get().chain().get(0).getPublicKey(), key)) {
            if (current.get().chain().equals(chain)) {
                // It takes the place of a chain that waits, as any upload of its kind does.
                store.drop(profile, CredentialPart.CERT);
                return receipts.unchanged(path, validity.summary(chain.get(0)), warnings);
            }
            if (pending.publicKey() != null && !PublicKeys.same(pending.publicKey(), key)) {
                warnings.add("the private key that waited for its certificate was dropped");
            }
            return committed(
                    path,
                    Identity.withKeptKey(chain, KeySource.CURRENT),
                    Change.delivery(CredentialPart.CERT, origin),
                    warnings);
        }
        if (pending.publicKey() == null) {
            store.hold(profile, chain, origin);
            return receipts.pending(path, "certificate waits for its private.key", warnings);
        }
        if (!PublicKeys.same(pending.publicKey(), key)) {
            throw Refusal.of(
                    CredentialPart.CERT,
                    Reason.MISMATCH,
                    "does not match the private key that waits; upload the private.key of " + Subject.of(chain.get(0))
                            + " first, or remove private.key");
        }
        return committed(path, Identity.withKeptKey(chain, KeySource.PENDING), pair(origin), warnings);
    }

    IntakeReceipt offerKey(CredentialPath path, KeyMaterial key, Origin origin)
            throws CredentialRejectedException, CredentialStoreException {
        String profile = path.profile();
        List<X509Certificate> waiting = store.pending(profile).chain();
        if (!waiting.isEmpty() && PublicKeys.same(waiting.get(0).getPublicKey(), key.publicKey())) {
            // It was valid when it came, but may have waited for long.
            validity.requireInForce(CredentialPart.KEY, waiting.get(0));
            return committed(path, Identity.withNewKey(waiting, key), pair(origin), warnings(profile, waiting));
        }
        Optional<X509Certificate> leaf =
                current(profile).map(version -> version.chain().get(0));
        if (leaf.isPresent() && PublicKeys.same(leaf.get().getPublicKey(), key.publicKey())) {
            store.drop(profile, CredentialPart.KEY);
            List<String> warnings = new ArrayList<>();
            if (!waiting.isEmpty()) {
                warnings.add("the certificate " + Subject.of(waiting.get(0)) + " still waits for its private.key");
            }
            return receipts.unchanged(path, "the private key of " + Subject.of(leaf.get()), warnings);
        }
        if (!waiting.isEmpty()) {
            throw Refusal.of(
                    CredentialPart.KEY,
                    Reason.MISMATCH,
                    "does not match the certificate that waits (" + Subject.of(waiting.get(0))
                            + "); upload the cert.pem of this key first, or remove cert.pem");
        }
        store.hold(profile, key, origin);
        return receipts.pending(path, "private key waits for its cert.pem", List.of());
    }

    /**
     * A container brings key and chain together. Its CAs become the trust anchors where its maker marked them as
     * trusted, or where the profile has none; other than by such a mark a delivery of a key never changes whom a
     * profile trusts.
     */
    IntakeReceipt offerContainer(CredentialPath path, Container container, Origin origin)
            throws CredentialStoreException {
        String profile = path.profile();
        List<X509Certificate> chain = container.chain();
        List<X509Certificate> before =
                store.current(profile).map(CredentialVersion::trustAnchors).orElse(List.of());
        List<X509Certificate> trusted =
                container.trusted().isEmpty() && before.isEmpty() ? container.roots() : container.trusted();
        boolean newTrust = !trusted.isEmpty() && !new HashSet<>(trusted).equals(new HashSet<>(before));
        boolean newIdentity = current(profile)
                .filter(version -> version.chain().equals(chain))
                .isEmpty();
        List<String> warnings = warnings(chain, newTrust ? trusted : before);
        for (X509Certificate root : container.roots()) {
            if (!trusted.contains(root) && !before.contains(root)) {
                warnings.add("the CA " + Subject.of(root) + " in it is not trusted by this profile, which has a ca.pem"
                        + " of its own; upload a new ca.pem to trust it");
            }
        }
        if (newTrust && !before.isEmpty()) {
            warnings.add("the CA certificates in use were replaced by those that the container marks as trusted");
        }
        for (X509Certificate ignored : container.ignored()) {
            warnings.add(Subject.of(ignored) + " in it is not part of the chain and was left out");
        }
        if (!newTrust && !newIdentity) {
            store.drop(profile, CredentialPart.CERT);
            store.drop(profile, CredentialPart.KEY);
            return receipts.unchanged(path, validity.summary(chain.get(0)), warnings);
        }
        @Nullable List<X509Certificate> anchors = newTrust ? trusted : null;
        Identity identity = newIdentity ? Identity.withNewKey(chain, container.key()) : null;
        return receipts.committed(
                path,
                new CredentialUpdate(anchors, null, identity, Change.delivery(CredentialPart.PKCS12, origin)),
                validity.summary(chain.get(0)),
                warnings);
    }

    private IntakeReceipt committed(CredentialPath path, Identity identity, Change change, List<String> warnings)
            throws CredentialStoreException {
        return receipts.committed(
                path,
                CredentialUpdate.ofIdentity(identity).by(change),
                validity.summary(identity.chain().get(0)),
                warnings);
    }

    private Optional<CredentialVersion> current(String profile) {
        return store.current(profile).filter(version -> !version.chain().isEmpty());
    }

    /** What an operator should look at in a chain that was taken. */
    private List<String> warnings(String profile, List<X509Certificate> chain) {
        return warnings(
                chain,
                store.current(profile).map(CredentialVersion::trustAnchors).orElse(List.of()));
    }

    private List<String> warnings(List<X509Certificate> chain, List<X509Certificate> anchors) {
        List<String> warnings = new ArrayList<>(validity.chainWarnings(chain));
        warnings.addAll(Usage.warnings(chain.get(0)));
        X509Certificate top = chain.get(chain.size() - 1);
        boolean ends = top.getIssuerX500Principal().equals(top.getSubjectX500Principal())
                || anchors.stream().anyMatch(anchor -> ChainOrder.isSignedBy(top, anchor));
        // Without any CA at hand it cannot be told whether the issuer is the root, which no chain needs to hold.
        if (!ends && !anchors.isEmpty()) {
            warnings.add(
                    "the issuer of " + Subject.of(top) + " is neither in it nor in the profile's ca.pem; if it is an"
                            + " intermediate CA, peers cannot build the chain: put its certificate into the same file");
        }
        return warnings;
    }

    private static Change pair(Origin origin) {
        return new Change(Action.DELIVERY, PAIR, 0, origin);
    }
}
