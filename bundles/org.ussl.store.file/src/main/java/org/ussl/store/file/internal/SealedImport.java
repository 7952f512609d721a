// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStoreException;

/**
 * Takes over what another store of sealed files has. Both have the same master key, and that is the whole permission: a
 * call of the API by which one store gives its keys to another one would give them to whoever says that it is a store.
 */
public final class SealedImport {
    private static final Logger LOG = LoggerFactory.getLogger(SealedImport.class);

    private static final Origin IMPORT = new Origin("", "importFolder", "");

    private final StoreFolder from;
    private final MasterKeySource master;

    /**
     * Reads from a folder, which may be in use by its store.
     *
     * @param settings where it is, and its master key
     */
    public SealedImport(StoreSettings settings) {
        Disk disk = new Disk();
        from = new StoreFolder(settings.folder(), disk);
        master = new MasterKeySource(settings.masterKey(), System::getenv, disk);
    }

    /**
     * Takes over each profile that the store has nothing of, as {@link SealedTransfer} does.
     *
     * @throws CredentialStoreException if one cannot be taken over; those before it are there then
     */
    public void into(SealedFileStore store) throws CredentialStoreException {
        try {
            List<String> profiles = from.profiles();
            if (profiles.isEmpty()) {
                return;
            }
            SealedProfiles sealed = new SealedProfiles(
                    from,
                    master.read().orElseThrow(() -> new CredentialStoreException(master.name() + " is missing", null)));
            Set<String> present = store.profiles();
            for (String profile : profiles) {
                if (!present.contains(profile)) {
                    copy(profile, sealed, store);
                }
            }
        } catch (CredentialStoreException e) {
            throw e;
        } catch (IOException e) {
            throw new CredentialStoreException("importFolder: " + from + " cannot be taken over: " + e.getMessage(), e);
        }
    }

    private void copy(String profile, SealedProfiles sealed, SealedFileStore store) throws IOException {
        try (ProfileRecord record = sealed.read(profile)) {
            boolean used = record.inUse().map(version -> !version.isEmpty()).orElse(false);
            if (used || record.waitingKey() != null || !record.waitingChain().isEmpty()) {
                store.takeOver(record, IMPORT);
                LOG.info(
                        "{}: taken over from {}, where its key still is; remove that folder when all is well",
                        profile,
                        from);
            }
        }
    }
}
