// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** The profiles' records as sealed files in a folder. */
final class SealedProfiles {

    private final StoreFolder folder;
    private final MasterKey master;

    SealedProfiles(StoreFolder folder, MasterKey master) {
        this.folder = folder;
        this.master = master;
    }

    /**
     * Whether the folder is sealed with another key: there are sealed files, and not one of them says that this key
     * opens it.
     */
    static boolean isForeign(StoreFolder folder, MasterKey master) throws IOException {
        boolean foreign = false;
        for (String profile : folder.profiles()) {
            try {
                if (SealedEnvelope.parse(folder.read(profile)).isFor(master)) {
                    return false;
                }
                foreign = true;
            } catch (DamagedFileException e) {
                // Says nothing about the key; reading it later tells the operator.
                continue;
            }
        }
        return foreign;
    }

    /**
     * Reads a profile.
     *
     * @return its record, for the caller to close; an empty one if there is no file
     * @throws DamagedFileException if its file is not what was written for this profile
     */
    ProfileRecord read(String profile) throws IOException {
        if (!folder.has(profile)) {
            return ProfileRecord.empty(profile);
        }
        byte[] content = SealedEnvelope.parse(folder.read(profile)).open(master);
        try {
            ProfileRecord record = ProfileEncoding.decode(content);
            if (!record.profile().equals(profile)) {
                record.close();
                throw new DamagedFileException("holds the profile " + record.profile() + " under a wrong name", null);
            }
            return record;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Seals and writes a profile; durable when it returns. The caller closes the record. */
    void write(ProfileRecord record) throws IOException, GeneralSecurityException {
        byte[] content = ProfileEncoding.encode(record);
        try {
            folder.write(record.profile(), SealedEnvelope.seal(master, content));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    String file(String profile) {
        return folder.file(profile).toString();
    }
}
