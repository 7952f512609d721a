// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;

/**
 * Decides what becomes of an upload. It has no state of its own: what is in use and what waits is the store's, so that
 * a half-delivered pair survives a restart.
 *
 * <p>Whatever waits, each part can be replaced by an upload of its kind or removed, so that no order of uploads leads
 * into a dead end. Reading a file happens before the profile's turn: a slow key derivation holds nobody up.
 */
final class CredentialDesk implements CredentialIntake {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialDesk.class);

    private final CredentialStore store;
    private final IntakeSettings settings;
    private final Validity validity;
    private final ProfileTurns turns;
    private final KeyReader keyReader;

    CredentialDesk(CredentialStore store, IntakeSettings settings, Validity validity, ProfileTurns turns) {
        this.store = store;
        this.settings = settings;
        this.validity = validity;
        this.turns = turns;
        this.keyReader = new KeyReader(new KeyDecryption(settings.passphrase()));
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException {
        return switch (path.part()) {
            case CA -> {
                List<X509Certificate> anchors = read(path, content, CertificateReader::anchors);
                yield inTurn(path, () -> offerAnchors(path, anchors));
            }
            case CERT -> {
                List<X509Certificate> chain = read(path, content, CertificateReader::chain);
                validity.requireInForce(CredentialPart.CERT, chain.get(0));
                yield inTurn(path, () -> offerChain(path, chain));
            }
            case CRL -> {
                List<X509CRL> lists = read(path, content, CrlReader::lists);
                yield inTurn(path, () -> offerLists(path, lists));
            }
            case KEY -> {
                try (KeyMaterial key = read(path, content, keyReader::read)) {
                    yield inTurn(path, () -> offerKey(path, key));
                }
            }
        };
    }

    @Override
    public IntakeReceipt remove(CredentialPath path) throws CredentialRejectedException {
        Removal removal = new Removal(store);
        return inTurn(path, () -> removal.remove(path));
    }

    @Override
    public IntakeReceipt drop(String profile) throws CredentialRejectedException {
        CredentialPath path = new CredentialPath(profile, CredentialPart.CERT);
        Removal removal = new Removal(store);
        return inTurn(path, () -> removal.drop(path));
    }

    private IntakeReceipt offerAnchors(CredentialPath path, List<X509Certificate> anchors)
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
            return unchanged(path, summary, warnings);
        }
        // They stay: if they went, a CA that comes back with the next ca.pem would come without what it has revoked.
        current.ifPresent(version -> warnings.addAll(
                RevocationLists.orphanWarnings(version.crls(), CrlIssuers.of(anchors, version.chain()))));
        return committed(path, CredentialUpdate.ofTrust(anchors), summary, warnings);
    }

    private IntakeReceipt offerLists(CredentialPath path, List<X509CRL> lists)
            throws CredentialRejectedException, CredentialStoreException {
        Optional<CredentialVersion> current = store.current(path.profile());
        CrlIssuers issuers = current.map(CrlIssuers::of).orElse(CrlIssuers.of(List.of(), List.of()));
        for (X509CRL list : lists) {
            issuers.requireSigned(list);
        }
        List<X509CRL> before = current.map(CredentialVersion::crls).orElse(List.of());
        List<String> warnings = validity.crlWarnings(lists);
        if (new HashSet<>(before).equals(new HashSet<>(lists))) {
            return unchanged(path, RevocationLists.summary(lists), warnings);
        }
        warnings.addAll(RevocationLists.replacementWarnings(before, lists));
        return committed(path, CredentialUpdate.ofCrls(lists), RevocationLists.summary(lists), warnings);
    }

    private IntakeReceipt offerChain(CredentialPath path, List<X509Certificate> chain)
            throws CredentialRejectedException, CredentialStoreException {
        String profile = path.profile();
        PendingCredential pending = store.pending(profile);
        Optional<CredentialVersion> current =
                store.current(profile).filter(version -> !version.chain().isEmpty());
        PublicKey key = chain.get(0).getPublicKey();
        List<String> warnings = validity.chainWarnings(chain);
        if (current.isPresent() && PublicKeys.same(current.get().chain().get(0).getPublicKey(), key)) {
            if (current.get().chain().equals(chain)) {
                // It takes the place of a chain that waits, as any upload of its kind does.
                store.drop(profile, CredentialPart.CERT);
                return unchanged(path, validity.summary(chain.get(0)), warnings);
            }
            if (pending.publicKey() != null && !PublicKeys.same(pending.publicKey(), key)) {
                warnings.add("the private key that waited for its certificate was dropped");
            }
            return committedChain(path, Identity.withKeptKey(chain, KeySource.CURRENT), warnings);
        }
        if (pending.publicKey() == null) {
            store.hold(profile, chain);
            return pending(path, "certificate waits for its private.key", warnings);
        }
        if (!PublicKeys.same(pending.publicKey(), key)) {
            throw Refusal.of(
                    CredentialPart.CERT,
                    Reason.MISMATCH,
                    "does not match the private key that waits; upload the private.key of " + Subject.of(chain.get(0))
                            + " first, or remove private.key");
        }
        return committedChain(path, Identity.withKeptKey(chain, KeySource.PENDING), warnings);
    }

    private IntakeReceipt offerKey(CredentialPath path, KeyMaterial key)
            throws CredentialRejectedException, CredentialStoreException {
        String profile = path.profile();
        List<X509Certificate> waiting = store.pending(profile).chain();
        if (!waiting.isEmpty() && PublicKeys.same(waiting.get(0).getPublicKey(), key.publicKey())) {
            // It was valid when it came, but may have waited for months.
            validity.requireInForce(CredentialPart.KEY, waiting.get(0));
            return committedChain(path, Identity.withNewKey(waiting, key), validity.chainWarnings(waiting));
        }
        Optional<X509Certificate> leaf = store.current(profile)
                .filter(version -> !version.chain().isEmpty())
                .map(version -> version.chain().get(0));
        if (leaf.isPresent() && PublicKeys.same(leaf.get().getPublicKey(), key.publicKey())) {
            store.drop(profile, CredentialPart.KEY);
            List<String> warnings = new ArrayList<>();
            if (!waiting.isEmpty()) {
                warnings.add("the certificate " + Subject.of(waiting.get(0)) + " still waits for its private.key");
            }
            return unchanged(path, "the private key of " + Subject.of(leaf.get()), warnings);
        }
        if (!waiting.isEmpty()) {
            throw Refusal.of(
                    CredentialPart.KEY,
                    Reason.MISMATCH,
                    "does not match the certificate that waits (" + Subject.of(waiting.get(0))
                            + "); upload the cert.pem of this key first, or remove cert.pem");
        }
        store.hold(profile, key);
        return pending(path, "private key waits for its cert.pem", List.of());
    }

    private IntakeReceipt committedChain(CredentialPath path, Identity identity, List<String> warnings)
            throws CredentialStoreException {
        return committed(
                path,
                CredentialUpdate.ofIdentity(identity),
                validity.summary(identity.chain().get(0)),
                warnings);
    }

    private IntakeReceipt committed(CredentialPath path, CredentialUpdate update, String summary, List<String> warnings)
            throws CredentialStoreException {
        long revision = store.commit(path.profile(), update).revision();
        String message = path.profile() + ": committed revision " + revision + ", " + summary;
        LOG.info("{}", message);
        for (String warning : warnings) {
            LOG.warn("{}: {}", path.profile(), warning);
        }
        return new IntakeReceipt(path, Status.COMMITTED, revision, message, warnings);
    }

    private IntakeReceipt pending(CredentialPath path, String words, List<String> warnings) {
        return new IntakeReceipt(
                path, Status.PENDING, revision(path.profile()), path.profile() + ": " + words, warnings);
    }

    private IntakeReceipt unchanged(CredentialPath path, String summary, List<String> warnings) {
        long revision = revision(path.profile());
        return new IntakeReceipt(
                path,
                Status.UNCHANGED,
                revision,
                path.profile() + ": unchanged, revision " + revision + " has it already, " + summary,
                warnings);
    }

    private long revision(String profile) {
        return store.current(profile).map(CredentialVersion::revision).orElse(0L);
    }

    /** Nothing that a parser does with hostile input gets past here but a refusal. */
    private <T> T read(CredentialPath path, byte[] content, Reading<T> reading) throws CredentialRejectedException {
        try (CredentialFile file = CredentialFile.read(path.part(), content, settings.maxBytes(path.part()))) {
            return reading.read(file);
        } catch (RuntimeException e) {
            throw Refusal.damaged(path.part(), "its content makes no sense");
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw Refusal.damaged(path.part(), "it takes more memory to read than there is");
        }
    }

    private IntakeReceipt inTurn(CredentialPath path, Change change) throws CredentialRejectedException {
        try (ProfileTurns.Turn turn = turns.take(path.profile())) {
            return change.make();
        } catch (CredentialStoreException e) {
            throw unavailable(path, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // A store that is just being stopped, most likely; its stack trace goes with the refusal.
            throw unavailable(path, "the store failed; upload it again", e);
        }
    }

    private static CredentialRejectedException unavailable(CredentialPath path, String why, Exception cause) {
        return new CredentialRejectedException(
                Reason.STORE_UNAVAILABLE, path.part().fileName() + ": not stored: " + Printable.line(why, 300), cause);
    }

    /** Makes something of a file's blocks. */
    private interface Reading<T> {
        T read(CredentialFile file) throws CredentialRejectedException;
    }

    /** Decides and writes, in the profile's turn. */
    private interface Change {
        IntakeReceipt make() throws CredentialRejectedException, CredentialStoreException;
    }
}
