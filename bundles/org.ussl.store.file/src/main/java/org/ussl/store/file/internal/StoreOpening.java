// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialStoreException;

/**
 * Opens a store, or refuses with everything on disk as it was. A wrong master key is told from damaged files by what
 * the files say of their key, so that it is never taken for an empty or a broken store and written over.
 */
public final class StoreOpening {

    private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);

    private final StoreSettings settings;
    private final StoreFolder folder;
    private final MasterKeySource source;
    private final Optional<MasterKeySource> previous;
    private final KeyVault keys;
    private final Clock clock;

    /**
     * Opens a store of this machine's files, which hold the keys too.
     *
     * @param settings where the files are
     */
    public StoreOpening(StoreSettings settings) {
        this(settings, new KeyRing());
    }

    /**
     * Opens a store of this machine's files.
     *
     * @param settings where the files are
     * @param keys where the keys are; belongs to the store from now on
     */
    public StoreOpening(StoreSettings settings, KeyVault keys) {
        this(settings, keys, System::getenv, new Disk(), Clock.systemUTC());
    }

    /** Takes the environment as a function that gives {@code null} for a variable that is not set. */
    StoreOpening(StoreSettings settings, UnaryOperator<String> environment, Disk disk, Clock clock) {
        this(settings, new KeyRing(), environment, disk, clock);
    }

    private StoreOpening(
            StoreSettings settings, KeyVault keys, UnaryOperator<String> environment, Disk disk, Clock clock) {
        this.keys = keys;
        this.settings = settings;
        this.folder = new StoreFolder(settings.folder(), disk);
        this.source = new MasterKeySource(settings.masterKey(), environment, disk);
        this.previous = settings.previousMasterKey().map(place -> new MasterKeySource(place, environment, disk));
        this.clock = clock;
    }

    /**
     * Opens the store; blocks for as long as the disk takes.
     *
     * @throws CredentialStoreException if the folder or the master key cannot be used
     */
    public SealedFileStore open() throws CredentialStoreException {
        try {
            // Looks before it locks, because a refusal must not leave so much as a lock file; and once more under the
            // lock, because another process may have been at work until then.
            findKeys();
            boolean writable = folder.lock();
            if (writable) {
                folder.tidy();
            }
            Keys found = findKeys();
            MasterKey master = found.master().isPresent() ? found.master().get() : source.make();
            if (found.previous().isPresent()) {
                MasterKey old = found.previous().get();
                MasterKeyChange change = new MasterKeyChange(folder, old, master);
                if (!change.isDue()) {
                    LOG.info("previousMasterKey: nothing in {} needs it any more, remove it", folder);
                } else if (!writable || !change.make()) {
                    master = old;
                }
            }
            return new SealedFileStore(folder, master, settings.keepVersions(), keys, clock);
        } catch (IOException | RuntimeException e) {
            keys.close();
            try {
                folder.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e instanceof CredentialStoreException refused
                    ? refused
                    : new CredentialStoreException(
                            "folder, masterKeyFile: the store in " + folder + " cannot be opened: " + e, e);
        }
    }

    /**
     * Gives a store that is open the master key of these settings: all files are sealed under it in one step, while the
     * store goes on. Nothing happens if it is in force already.
     *
     * @throws CredentialStoreException if it cannot be done, or {@code previousMasterKey} does not tell the key in
     *     force, which keeps a mistyped place from becoming a change of the key; the key in force stays
     */
    public void changeMasterKey(SealedFileStore store) throws CredentialStoreException {
        try {
            Optional<MasterKey> key = source.read();
            if (key.filter(store::isSealedWith).isPresent()) {
                return;
            }
            Optional<MasterKey> old = previous.isPresent() ? previous.get().read() : Optional.empty();
            if (old.filter(store::isSealedWith).isEmpty()) {
                throw new CredentialStoreException(
                        source.name() + " is not the master key in force, which stays; to change it, say in"
                                + " previousMasterKey where the one in force is",
                        null);
            }
            if (!store.reseal(key.isPresent() ? key.get() : source.make())) {
                throw new CredentialStoreException(
                        source.name()
                                + ": the master key was not changed, the previous one stays in force; the log tells"
                                + " why",
                        null);
            }
        } catch (CredentialStoreException e) {
            throw e;
        } catch (IOException e) {
            throw new CredentialStoreException(source.name() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * The master key, absent if it is still to be made, and the previous one, absent if nobody gave one. Refuses keys
     * that the files are not sealed with.
     */
    private Keys findKeys() throws IOException {
        Optional<MasterKey> old = previous.isPresent() ? previous.get().read() : Optional.empty();
        Optional<MasterKey> key = source.read();
        if (key.isEmpty() && old.isEmpty() && !folder.profiles().isEmpty()) {
            throw new CredentialStoreException(
                    source.name() + " is missing, but " + folder + " holds sealed files; put the key that they are"
                            + " sealed with back in place (nothing was changed)",
                    null);
        }
        List<MasterKey> keys = Stream.concat(key.stream(), old.stream()).toList();
        if (!keys.isEmpty() && SealedProfiles.isForeign(folder, keys)) {
            throw new CredentialStoreException(
                    source.name() + " is not the master key that the files in " + folder
                            + " are sealed with; put the right one in place (nothing was changed)",
                    null);
        }
        return new Keys(key, old);
    }

    /** What was found. */
    private record Keys(Optional<MasterKey> master, Optional<MasterKey> previous) {}
}
