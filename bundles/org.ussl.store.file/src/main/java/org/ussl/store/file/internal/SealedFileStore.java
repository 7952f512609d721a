// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.Arrival;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.ProfileTransfer;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.file.internal.KeyVault.Made;
import org.ussl.store.file.internal.ProfileRecord.Version;
import org.ussl.store.file.internal.ProfileRecord.WaitingKey;

/**
 * The store. What readers need is in memory, one immutable object for each profile. A change reads the profile's file,
 * writes the new state, and only then shows it: so the keys of old versions and those that wait are in the clear just
 * for the time of a change.
 */
public final class SealedFileStore implements CredentialStore, AutoCloseable {

    private final StoreFolder folder;
    private volatile int keepVersions;
    private final Clock clock;
    private final KeyVault keys;
    private final Subscriptions subscriptions = new Subscriptions();
    private final ProfileChanges changes;
    private final SealedTransfer transfer;

    /** Takes a folder that is locked for this store. */
    SealedFileStore(StoreFolder folder, MasterKey master, int keepVersions, KeyVault keys, Clock clock)
            throws IOException {
        this.folder = folder;
        this.keepVersions = keepVersions;
        this.keys = keys;
        this.clock = clock;
        this.changes = new ProfileChanges(folder, master, keys, subscriptions);
        this.transfer = new SealedTransfer(changes, keys, () -> this.keepVersions, this::now);
    }

    /** Keeps as many versions of a profile from its next change on. */
    public void keepVersions(int versions) {
        keepVersions = versions;
    }

    @Override
    public Set<String> profiles() {
        return changes.profiles();
    }

    @Override
    public Optional<CredentialVersion> current(String profile) {
        return Optional.ofNullable(changes.state(profile).current());
    }

    @Override
    public PendingCredential pending(String profile) {
        return changes.state(profile).pending();
    }

    @Override
    public List<CredentialVersion> history(String profile) throws CredentialStoreException {
        List<CredentialVersion> history = new ArrayList<>();
        try (ProfileRecord record = changes.read(profile)) {
            for (Version version : record.versions()) {
                history.add(CertificateEncoding.version(profile, version, null));
            }
        } catch (GeneralSecurityException e) {
            throw new CredentialStoreException(folder.file(profile) + " cannot be read: " + e.getMessage(), e);
        }
        return history;
    }

    @Override
    public CredentialVersion commit(String profile, CredentialUpdate update) throws CredentialStoreException {
        return changes.use(profile, before -> NextVersion.of(before, update, now(), keepVersions, keys));
    }

    @Override
    public CredentialVersion rollback(String profile, long revision) throws CredentialStoreException {
        return rollback(profile, revision, Origin.UNKNOWN);
    }

    @Override
    public CredentialVersion rollback(String profile, long revision, Origin origin) throws CredentialStoreException {
        return changes.use(profile, before -> {
            Version kept = before.version(revision)
                    .orElseThrow(() ->
                            new IllegalArgumentException("revision: " + profile + " keeps no revision " + revision));
            return before.withVersion(
                    kept.again(before.lastRevision() + 1, now(), Change.rollback(revision, origin)), keepVersions);
        });
    }

    @Override
    public void hold(String profile, List<X509Certificate> chain) throws CredentialStoreException {
        hold(profile, chain, Origin.UNKNOWN);
    }

    @Override
    public void hold(String profile, List<X509Certificate> chain, Origin origin) throws CredentialStoreException {
        changes.make(
                profile,
                before -> before.withWaitingChain(
                        CertificateEncoding.encodeCertificates(chain), new Arrival(now(), origin)));
    }

    @Override
    public void hold(String profile, KeyMaterial key) throws CredentialStoreException {
        hold(profile, key, Origin.UNKNOWN);
    }

    @Override
    public void hold(String profile, KeyMaterial key, Origin origin) throws CredentialStoreException {
        changes.make(profile, before -> {
            byte[] kept = keys.keep(profile, key.publicKey(), key.pkcs8());
            WaitingKey waiting = new WaitingKey(key.publicKey().getEncoded(), new Pkcs8Key(kept));
            return before.withWaitingKey(waiting, new Arrival(now(), origin));
        });
    }

    @Override
    public SigningKey generate(String profile, KeyKind kind, Origin origin) throws CredentialStoreException {
        AtomicReference<@Nullable Made> made = new AtomicReference<>();
        try {
            changes.make(profile, before -> {
                Made key = keys.make(profile, kind);
                made.set(key);
                return before.withWaitingKey(
                        new WaitingKey(key.publicKey().getEncoded(), new Pkcs8Key(key.kept())),
                        new Arrival(now(), origin));
            });
            Made key = Objects.requireNonNull(made.get());
            return keys.open(profile, key.publicKey(), key.kept());
        } catch (CredentialStoreException | RuntimeException e) {
            Made key = made.get();
            if (key != null) {
                keys.drop(profile, key.kept());
            }
            throw e;
        } catch (GeneralSecurityException e) {
            throw new CredentialStoreException(profile + " has a new key that cannot be used: " + e.getMessage(), e);
        } finally {
            Made key = made.get();
            if (key != null) {
                Arrays.fill(key.kept(), (byte) 0);
            }
        }
    }

    @Override
    public boolean drop(String profile, CredentialPart part) throws CredentialStoreException {
        if (part != CredentialPart.CERT && part != CredentialPart.KEY) {
            throw new IllegalArgumentException("part: a " + part.label() + " never waits");
        }
        changes.refuseDamaged(profile);
        PendingCredential pending = pending(profile);
        if (part == CredentialPart.KEY
                ? pending.publicKey() == null
                : pending.chain().isEmpty()) {
            return false;
        }
        changes.make(profile, before -> before.withoutWaiting(part));
        return true;
    }

    @Override
    public void probe() throws CredentialStoreException {
        changes.probe();
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        return subscriptions.add(listener);
    }

    /** Ends the store: no change any more, and no key signs any more. What is in use can still be read. */
    @Override
    public void close() throws IOException {
        changes.end();
        keys.close();
        folder.close();
    }

    /** The profiles' way to another store, for as long as this one is open. */
    public ProfileTransfer transfer() {
        return transfer;
    }

    /** Tells the master key in force from others; tells nothing of the key. */
    public String masterKeyId() {
        return changes.sealed().master().idText();
    }

    boolean isSealedWith(MasterKey master) {
        return masterKeyId().equals(master.idText());
    }

    /** Seals all files under another master key; says whether it is in force. */
    boolean reseal(MasterKey to) throws CredentialStoreException {
        return changes.reseal(to);
    }

    /** Takes a profile over from another store's record, which the caller closes. */
    void takeOver(ProfileRecord record, Origin origin) throws CredentialStoreException {
        transfer.takeOver(record, false, origin);
    }

    private Instant now() {
        // What the file keeps of it.
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
