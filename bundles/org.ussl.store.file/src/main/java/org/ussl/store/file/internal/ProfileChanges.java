// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialVersion;

/**
 * The profiles as readers see them, and the one way to change them: read the profile's file, write the next state, and
 * only then show it. One change at a time; readers wait for none.
 */
final class ProfileChanges {
    private static final Logger LOG = LoggerFactory.getLogger(ProfileChanges.class);

    private final StoreFolder folder;
    private final KeyVault keys;
    private final Subscriptions subscriptions;
    private final Map<String, Published> published = new ConcurrentHashMap<>();
    private final Map<String, String> damaged = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    private volatile SealedProfiles sealed;
    private @Nullable String halted; // guarded by writing; why there are no changes any more

    /** Takes a folder that is locked for this store, and loads what is in it. */
    ProfileChanges(StoreFolder folder, MasterKey master, KeyVault keys, Subscriptions subscriptions)
            throws IOException {
        this.folder = folder;
        this.keys = keys;
        this.subscriptions = subscriptions;
        this.sealed = new SealedProfiles(folder, master);
        new ProfileLoading(folder, sealed, keys).into(published, damaged);
        LOG.info("{} profiles from {}", published.size(), folder);
    }

    /** Makes of a profile's state the next one. */
    @FunctionalInterface
    interface Change {
        ProfileRecord apply(ProfileRecord before) throws IOException, GeneralSecurityException;
    }

    /**
     * What a change has led to.
     *
     * @param discard what is left to do when readers see it
     */
    private record Changed(Published state, Runnable discard) {}

    /** The profiles that have something in use or waiting. */
    Set<String> profiles() {
        Set<String> names = new TreeSet<>();
        published.forEach((name, state) -> {
            if (state.isInUse() || state.isWaiting()) {
                names.add(name);
            }
        });
        return names;
    }

    Published state(String profile) {
        return published.getOrDefault(profile, Published.NOTHING);
    }

    /** How profiles are sealed now. */
    SealedProfiles sealed() {
        return sealed;
    }

    /**
     * A profile's whole state, for the caller to close; an empty one if it has no file. Waits for no change, but for
     * one of the master key.
     */
    ProfileRecord read(String profile) throws CredentialStoreException {
        refuseDamaged(profile);
        if (!published.containsKey(profile)) {
            return ProfileRecord.empty(profile);
        }
        SealedProfiles before = sealed;
        try {
            return before.read(profile);
        } catch (IOException e) {
            synchronized (writing) {
                if (sealed == before) {
                    throw new CredentialStoreException(before.file(profile) + " cannot be read: " + e.getMessage(), e);
                }
                try {
                    return sealed.read(profile); // The master key was changed between.
                } catch (IOException again) {
                    throw new CredentialStoreException(
                            before.file(profile) + " cannot be read: " + again.getMessage(), again);
                }
            }
        }
    }

    /** A change of what is in use, which listeners are told of. */
    CredentialVersion use(String profile, Change change) throws CredentialStoreException {
        Changed changed = write(profile, change);
        // Outside of the lock, so that a listener may read, wait and take its time. Two changes of one profile may meet
        // here in any order; a listener is only told to look, and whoever looks sees the newer one.
        subscriptions.tell(profile);
        changed.discard().run();
        return changed.state().inUse();
    }

    /** A change of what waits. */
    void make(String profile, Change change) throws CredentialStoreException {
        write(profile, change).discard().run();
    }

    /** Finds out whether a change could be written now; one that is under way comes first. */
    void probe() throws CredentialStoreException {
        synchronized (writing) {
            if (halted != null) {
                throw new CredentialStoreException(halted, null);
            }
            folder.requireWritable();
            try {
                folder.probe();
            } catch (IOException e) {
                throw new CredentialStoreException(
                        folder + " cannot be written: " + e.getMessage() + "; what is in use stays in use", e);
            }
        }
    }

    private Changed write(String profile, Change change) throws CredentialStoreException {
        if (!CredentialPath.isProfileName(profile) && !GatewayProfile.isName(profile)) {
            throw new IllegalArgumentException("profile: not a profile's name");
        }
        synchronized (writing) {
            if (halted != null) {
                throw new CredentialStoreException(halted + ": " + profile + " is unchanged", null);
            }
            folder.requireWritable();
            refuseDamaged(profile);
            Published old = state(profile);
            try (ProfileRecord before = sealed.read(profile)) {
                if (before.lastRevision() != old.lastRevision()
                        || folder.has(profile) != published.containsKey(profile)) {
                    throw new CredentialStoreException(
                            sealed.file(profile) + " was changed by someone else; restart to use what it holds now",
                            null);
                }
                ProfileRecord after = SealedProfiles.fitted(change.apply(before));
                Published result = Published.of(after, old, keys);
                List<byte[]> unused = keys.isElsewhere() ? sealed.keysOfTheBackupAlone(before, after) : List.of();
                Runnable discard = sealed.write(after);
                published.put(profile, result);
                unused.forEach(kept -> keys.drop(profile, kept));
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
     * Seals all files under another master key, in one step. What is in use is not touched, and readers do not wait.
     *
     * @return whether the new key is in force; else nothing has changed, and why is in the log
     */
    boolean reseal(MasterKey to) throws CredentialStoreException {
        synchronized (writing) {
            if (halted != null) {
                throw new CredentialStoreException(halted + ": the master key is unchanged", null);
            }
            folder.requireWritable();
            try {
                if (!new MasterKeyChange(folder, sealed.master(), to).make()) {
                    return false;
                }
            } catch (IOException e) {
                halted = "the change of the master key was cut off, restart to finish it";
                throw new CredentialStoreException(halted + ": " + e.getMessage(), e);
            }
            sealed = new SealedProfiles(folder, to);
            return true;
        }
    }

    /** Ends it: no change any more. What is in use can still be read. */
    void end() {
        synchronized (writing) {
            halted = "store is stopped";
        }
    }

    void refuseDamaged(String profile) throws CredentialStoreException {
        String message = damaged.get(profile);
        if (message != null) {
            throw new CredentialStoreException(message + "; put a copy of it back and restart", null);
        }
    }
}
