// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.store.file.internal.ProfileRecord.Version;

/** Reads all profiles when a store is opened, and mends what is damaged from its backup. */
final class ProfileLoading {
    private static final Logger LOG = LoggerFactory.getLogger(ProfileLoading.class);

    private final StoreFolder folder;
    private final SealedProfiles sealed;
    private final KeyVault keys;

    ProfileLoading(StoreFolder folder, SealedProfiles sealed, KeyVault keys) {
        this.folder = folder;
        this.sealed = sealed;
        this.keys = keys;
    }

    /**
     * Loads them.
     *
     * @param published gets what readers see of each
     * @param damaged gets why one could not be loaded
     */
    void into(Map<String, Published> published, Map<String, String> damaged) throws IOException {
        for (String profile : folder.profiles()) {
            load(profile, published, damaged);
        }
    }

    private void load(String profile, Map<String, Published> published, Map<String, String> damaged) {
        String fault = sealed.file(profile) + " is missing";
        if (folder.has(profile)) {
            try (ProfileRecord record = sealed.read(profile)) {
                published.put(profile, Published.of(record, Published.NOTHING, keys));
                return;
            } catch (IOException | GeneralSecurityException e) {
                fault = sealed.file(profile) + " " + e.getMessage();
            }
        }
        if (!loadBackup(profile, fault, published)) {
            damaged.put(profile, fault);
            LOG.error("{}: the profile {} is not loaded; put a copy of the file back and restart", fault, profile);
        }
    }

    /** Uses what a file held before its last change, and keeps the revision that is lost from being used again. */
    private boolean loadBackup(String profile, String fault, Map<String, Published> published) {
        try (ProfileRecord backup = sealed.readBackup(profile)) {
            ProfileRecord record = backup.withLastRevision(backup.lastRevision() + 1);
            Published found = Published.of(record, Published.NOTHING, keys);
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
}
