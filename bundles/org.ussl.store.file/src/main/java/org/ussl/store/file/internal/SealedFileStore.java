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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.Arrival;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;
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

    private static final Logger LOG = LoggerFactory.getLogger(SealedFileStore.class);

    private final StoreFolder folder;
    private final SealedProfiles sealed;
    private final int keepVersions;
    private final Clock clock;
    private final KeyVault keys;
    private final Subscriptions subscriptions = new Subscriptions();
    private final Map<String, Published> published = new ConcurrentHashMap<>();
    private final Map<String, String> damaged = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    private boolean closed; // guarded by writing

    /** Takes a folder that is locked for this store. */
    SealedFileStore(StoreFolder folder, MasterKey master, int keepVersions, KeyVault keys, Clock clock)
            throws IOException {
        this.folder = folder;
        this.sealed = new SealedProfiles(folder, master);
        this.keepVersions = keepVersions;
        this.keys = keys;
        this.clock = clock;
        for (String profile : folder.profiles()) {
            load(profile);
        }
        LOG.info("{} profiles from {}", published.size(), folder);
    }

    private void load(String profile) {
        String fault = sealed.file(profile) + " is missing";
        if (folder.has(profile)) {
            try (ProfileRecord record = sealed.read(profile)) {
                published.put(profile, publish(record, Published.NOTHING));
                return;
            } catch (IOException | GeneralSecurityException e) {
                fault = sealed.file(profile) + " " + e.getMessage();
            }
        }
        if (!loadBackup(profile, fault)) {
            damaged.put(profile, fault);
            LOG.error("{}: the profile {} is not loaded; put a copy of the file back and restart", fault, profile);
        }
    }

    /** Uses what a file held before its last change, and keeps the revision that is lost from being used again. */
    private boolean loadBackup(String profile, String fault) {
        try (ProfileRecord backup = sealed.readBackup(profile)) {
            ProfileRecord record = backup.withLastRevision(backup.lastRevision() + 1);
            Published found = publish(record, Published.NOTHING);
            String aside = folder.has(profile) ? folder.setAside(profile).toString() : "no file";
            sealed.restore(record);
            published.put(profile, found);
            LOG.error(
                    "{}: it is set aside as {}, and the state before its last change is in use (revision {} of {});"
                            + " deliver again what came last",
                    fault,
                    aside,
                    record.inUse().map(Version::revision).orElse(0L),
                    profile);
            return true;
        } catch (IOException | GeneralSecurityException e) {
            LOG.debug("{}: there is no backup that could be used: {}", profile, e.getMessage());
            return false;
        }
    }

    @Override
    public Set<String> profiles() {
        Set<String> names = new TreeSet<>();
        published.forEach((name, state) -> {
            boolean inUse = state.current != null && !state.current.isEmpty();
            if (inUse || !state.pending.chain().isEmpty() || state.pending.publicKey() != null) {
                names.add(name);
            }
        });
        return names;
    }

    @Override
    public Optional<CredentialVersion> current(String profile) {
        return Optional.ofNullable(state(profile).current);
    }

    @Override
    public PendingCredential pending(String profile) {
        return state(profile).pending;
    }

    @Override
    public List<CredentialVersion> history(String profile) throws CredentialStoreException {
        refuseDamaged(profile);
        if (!published.containsKey(profile)) {
            return List.of();
        }
        List<CredentialVersion> history = new ArrayList<>();
        try (ProfileRecord record = sealed.read(profile)) {
            for (Version version : record.versions()) {
                history.add(CertificateEncoding.version(profile, version, null));
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new CredentialStoreException(sealed.file(profile) + " cannot be read: " + e.getMessage(), e);
        }
        return history;
    }

    @Override
    public CredentialVersion commit(String profile, CredentialUpdate update) throws CredentialStoreException {
        return use(profile, before -> NextVersion.of(before, update, now(), keepVersions, keys));
    }

    @Override
    public CredentialVersion rollback(String profile, long revision) throws CredentialStoreException {
        return rollback(profile, revision, Origin.UNKNOWN);
    }

    @Override
    public CredentialVersion rollback(String profile, long revision, Origin origin) throws CredentialStoreException {
        return use(profile, before -> {
            Version kept = before.version(revision)
                    .orElseThrow(() ->
                            new IllegalArgumentException("revision: " + profile + " keeps no revision " + revision));
            return before.withVersion(kept.again(before.lastRevision() + 1, now(), origin), keepVersions);
        });
    }

    @Override
    public void hold(String profile, List<X509Certificate> chain) throws CredentialStoreException {
        hold(profile, chain, Origin.UNKNOWN);
    }

    @Override
    public void hold(String profile, List<X509Certificate> chain, Origin origin) throws CredentialStoreException {
        change(
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
        change(profile, before -> {
            byte[] kept = keys.keep(profile, key.publicKey(), key.pkcs8());
            WaitingKey waiting = new WaitingKey(key.publicKey().getEncoded(), new Pkcs8Key(kept));
            return before.withWaitingKey(waiting, new Arrival(now(), origin));
        });
    }

    @Override
    public SigningKey generate(String profile, KeyKind kind, Origin origin) throws CredentialStoreException {
        AtomicReference<@Nullable Made> made = new AtomicReference<>();
        try {
            change(profile, before -> {
                Made key = keys.make(profile, kind);
                made.set(key);
                return before.withWaitingKey(
                        new WaitingKey(key.publicKey().getEncoded(), new Pkcs8Key(key.kept())),
                        new Arrival(now(), origin));
            });
            Made key = Objects.requireNonNull(made.get());
            return keys.open(key.publicKey(), key.kept());
        } catch (CredentialStoreException | RuntimeException e) {
            Made key = made.get();
            if (key != null) {
                keys.drop(key.kept());
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
        synchronized (writing) {
            refuseDamaged(profile);
            PendingCredential pending = pending(profile);
            if (part == CredentialPart.KEY
                    ? pending.publicKey() == null
                    : pending.chain().isEmpty()) {
                return false;
            }
            change(profile, before -> before.withoutWaiting(part));
            return true;
        }
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        return subscriptions.add(listener);
    }

    /** Ends the store: no change any more, and no key signs any more. What is in use can still be read. */
    @Override
    public void close() throws IOException {
        synchronized (writing) {
            closed = true;
            keys.close();
            folder.close();
        }
    }

    private CredentialVersion use(String profile, Change change) throws CredentialStoreException {
        Changed changed = write(profile, change);
        // Outside of the lock, so that a listener may read, wait and take its time. Two changes of one profile may meet
        // here in any order; a listener is only told to look, and whoever looks sees the newer one.
        subscriptions.tell(profile);
        changed.discard().run();
        return changed.state().inUse();
    }

    private void change(String profile, Change change) throws CredentialStoreException {
        write(profile, change).discard().run();
    }

    private Changed write(String profile, Change change) throws CredentialStoreException {
        if (!CredentialPath.isProfileName(profile)) {
            throw new IllegalArgumentException("profile: not a profile's name");
        }
        synchronized (writing) {
            if (closed) {
                throw new CredentialStoreException("store is stopped: " + profile + " is unchanged", null);
            }
            folder.requireWritable();
            refuseDamaged(profile);
            Published old = state(profile);
            try (ProfileRecord before = sealed.read(profile)) {
                if (before.lastRevision() != old.lastRevision
                        || folder.has(profile) != published.containsKey(profile)) {
                    throw new CredentialStoreException(
                            sealed.file(profile) + " was changed by someone else; restart to use what it holds now",
                            null);
                }
                ProfileRecord after = SealedProfiles.fitted(change.apply(before));
                Published result = publish(after, old);
                List<byte[]> unused = keys.isElsewhere() ? unusedAfter(before, after) : List.of();
                Runnable discard = sealed.write(after);
                published.put(profile, result);
                unused.forEach(keys::drop);
                return new Changed(result, discard);
            } catch (CredentialStoreException e) {
                throw e;
            } catch (IOException | GeneralSecurityException e) {
                throw new CredentialStoreException(
                        profile + " is unchanged, because it could not be stored: " + e.getMessage(), e);
            }
        }
    }

    /**
     * The keys that the backup still has, which this change replaces, and neither the state before nor the one after.
     */
    private List<byte[]> unusedAfter(ProfileRecord before, ProfileRecord after) {
        try (ProfileRecord backup = sealed.readBackup(before.profile())) {
            return backup.keys().stream()
                    .filter(key -> Stream.of(before, after)
                            .flatMap(record -> record.keys().stream())
                            .noneMatch(used -> Arrays.equals(used.der(), key.der())))
                    .map(key -> key.der().clone())
                    .toList();
        } catch (IOException e) {
            return List.of(); // There is none yet, or it is damaged: a key too many is the lesser evil.
        }
    }

    /** What readers see of a record. Fails before anything is written, if a part of it cannot be used. */
    private Published publish(ProfileRecord record, Published old) throws GeneralSecurityException {
        CredentialVersion current = old.current;
        Version version = record.inUse().orElse(null);
        if (version != null && (current == null || current.revision() != version.revision())) {
            Pkcs8Key key = version.key();
            SigningKey handle = null;
            if (key != null) {
                X509Certificate own =
                        CertificateEncoding.certificates(version.chain()).get(0);
                handle = keys.open(own.getPublicKey(), key.der());
            }
            current = CertificateEncoding.version(record.profile(), version, handle);
        }
        WaitingKey waiting = record.waitingKey();
        PendingCredential pending = new PendingCredential(
                CertificateEncoding.certificates(record.waitingChain()),
                waiting == null ? null : CertificateEncoding.publicKey(waiting.publicKey()),
                record.arrivals());
        return new Published(current, pending, record.lastRevision());
    }

    private Published state(String profile) {
        return published.getOrDefault(profile, Published.NOTHING);
    }

    private void refuseDamaged(String profile) throws CredentialStoreException {
        String message = damaged.get(profile);
        if (message != null) {
            throw new CredentialStoreException(message + "; put a copy of it back and restart", null);
        }
    }

    private Instant now() {
        // What the file keeps of it.
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Makes of a profile's state the next one. */
    @FunctionalInterface
    private interface Change {
        ProfileRecord apply(ProfileRecord before) throws IOException, GeneralSecurityException;
    }

    /**
     * What a change has led to.
     *
     * @param discard what is left to do when readers see it
     */
    private record Changed(Published state, Runnable discard) {}

    /** A profile as readers see it. */
    private record Published(@Nullable CredentialVersion current, PendingCredential pending, long lastRevision) {

        static final Published NOTHING = new Published(null, PendingCredential.NONE, 0);

        CredentialVersion inUse() {
            if (current == null) {
                throw new IllegalStateException("nothing was committed");
            }
            return current;
        }
    }
}
