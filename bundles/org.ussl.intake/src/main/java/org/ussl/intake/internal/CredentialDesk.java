// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.KeyMaterial;

/**
 * Takes what is uploaded or removed: has it read, takes the profile's turn, and lets {@link TrustOffer},
 * {@link IdentityOffer} or {@link Removal} decide. What is in use and what waits is the store's, so that a
 * half-delivered pair survives a restart; only an uploaded passphrase is kept here, in memory.
 *
 * <p>Reading a file happens before the profile's turn: a slow key derivation holds nobody up.
 */
final class CredentialDesk implements CredentialIntake {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialDesk.class);

    private final IntakeSettings settings;
    private final Validity validity;
    private final ProfileTurns turns;
    private final Passphrases passphrases;
    private final WaitingRoom waitingRoom;
    private final CertificateReader certificates;
    private final TrustOffer trust;
    private final IdentityOffer identity;
    private final Removal removal;
    private final Receipts receipts;

    CredentialDesk(
            CredentialStore store,
            IntakeSettings settings,
            Validity validity,
            ProfileTurns turns,
            Passphrases passphrases,
            WaitingRoom waitingRoom) {
        this.settings = settings;
        this.validity = validity;
        this.turns = turns;
        this.passphrases = passphrases;
        this.waitingRoom = waitingRoom;
        this.certificates = new CertificateReader(settings.allowWeak());
        this.receipts = new Receipts(store);
        this.trust = new TrustOffer(store, validity, receipts);
        this.identity = new IdentityOffer(store, validity, receipts);
        this.removal = new Removal(store, passphrases);
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException {
        return offer(path, content, Origin.UNKNOWN);
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content, Origin origin) throws CredentialRejectedException {
        return switch (path.part()) {
            case CA -> {
                List<X509Certificate> anchors = read(path, content, certificates::anchors);
                yield inTurn(path, () -> trust.offerAnchors(path, anchors, origin));
            }
            case CRL -> {
                List<X509CRL> lists = read(path, content, new CrlReader(settings.allowWeak())::lists);
                yield inTurn(path, () -> trust.offerLists(path, lists, origin));
            }
            case CERT -> {
                List<X509Certificate> chain = read(path, content, certificates::chain);
                validity.requireInForce(CredentialPart.CERT, chain.get(0));
                yield inTurn(path, () -> identity.offerChain(path, chain, origin));
            }
            case KEY -> {
                KeyReader reader = new KeyReader(
                        new KeyDecryption(CredentialPart.KEY, passphrases.of(path.profile())), settings.allowWeak());
                try (KeyMaterial key = read(path, content, reader::read)) {
                    IntakeReceipt receipt = inTurn(path, () -> identity.offerKey(path, key, origin));
                    passphrases.drop(path.profile());
                    yield receipt;
                }
            }
            case PKCS12 -> {
                try (Container container = read(
                        path,
                        content,
                        file -> Container.read(file, passphrases.of(path.profile()), settings.allowWeak()))) {
                    validity.requireInForce(
                            CredentialPart.PKCS12, container.chain().get(0));
                    IntakeReceipt receipt = inTurn(path, () -> identity.offerContainer(path, container, origin));
                    passphrases.drop(path.profile());
                    yield receipt;
                }
            }
            case PASSPHRASE -> {
                passphrases.keep(path.profile(), PassphraseFile.read(content));
                yield receipts.pending(
                        path,
                        "passphrase is kept in memory for " + Passphrases.KEPT.toMinutes()
                                + " minutes; upload the private.key or credentials.p12 now",
                        List.of());
            }
        };
    }

    @Override
    public IntakeReceipt remove(CredentialPath path) throws CredentialRejectedException {
        return remove(path, Origin.UNKNOWN);
    }

    @Override
    public IntakeReceipt remove(CredentialPath path, Origin origin) throws CredentialRejectedException {
        return inTurn(path, () -> removal.remove(path, origin));
    }

    @Override
    public IntakeReceipt drop(String profile) throws CredentialRejectedException {
        CredentialPath path = new CredentialPath(profile, CredentialPart.CERT);
        return inTurn(path, () -> removal.drop(path));
    }

    /** Nothing that a parser does with hostile input gets past here but a refusal. */
    private <T> T read(CredentialPath path, byte[] content, Reading<T> reading) throws CredentialRejectedException {
        try (CredentialFile file = CredentialFile.read(path.part(), content, settings.maxBytes(path.part()))) {
            return reading.read(file);
        } catch (RuntimeException e) {
            throw Refusal.damaged(path.part(), "its content makes no sense");
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw Refusal.damaged(path.part(), "it takes more memory to read than there is");
        } catch (Error e) {
            // A class that does not load, most likely: the gateway's fault. A transport must be able to answer.
            LOG.error("{}: the file could not be read", path, e);
            throw unavailable(path, "the gateway failed to read it", e);
        }
    }

    private <T> T inTurn(CredentialPath path, Decision<T> change) throws CredentialRejectedException {
        try (ProfileTurns.Turn turn = turns.take(path.profile())) {
            waitingRoom.dropExpired(path.profile());
            return change.make();
        } catch (CredentialStoreException e) {
            throw unavailable(path, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // A store that is just being stopped, most likely; its stack trace goes with the refusal.
            throw unavailable(path, "the store failed; upload it again", e);
        }
    }

    private static CredentialRejectedException unavailable(CredentialPath path, String why, Throwable cause) {
        return new CredentialRejectedException(
                Reason.STORE_UNAVAILABLE, path.part().fileName() + ": not stored: " + Printable.line(why, 300), cause);
    }

    /** Makes something of a file's blocks. */
    private interface Reading<T> {
        T read(CredentialFile file) throws CredentialRejectedException;
    }

    /** Decides and writes, in the profile's turn. */
    private interface Decision<T> {
        T make() throws CredentialRejectedException, CredentialStoreException;
    }
}
