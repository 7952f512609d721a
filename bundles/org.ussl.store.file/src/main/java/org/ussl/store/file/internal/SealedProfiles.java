// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ussl.credential.spi.CredentialStoreException;

/** The profiles' records as sealed files in a folder. */
final class SealedProfiles {

    private final StoreFolder folder;
    private final MasterKey master;

    SealedProfiles(StoreFolder folder, MasterKey master) {
        this.folder = folder;
        this.master = master;
    }

    /** What they are sealed with. */
    MasterKey master() {
        return master;
    }

    /**
     * Whether the folder is sealed with another key: there are sealed files, and not one of them says that one of these
     * keys opens it.
     */
    static boolean isForeign(StoreFolder folder, List<MasterKey> keys) throws IOException {
        boolean foreign = false;
        for (Path file : folder.sealedFiles()) {
            try {
                SealedEnvelope envelope =
                        SealedEnvelope.parse(folder.read(folder.successors().counting(file)));
                if (keys.stream().anyMatch(envelope::isFor)) {
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
        return folder.has(profile) ? read(profile, folder.file(profile)) : ProfileRecord.empty(profile);
    }

    /** Reads what a profile's file held before its last change. */
    ProfileRecord readBackup(String profile) throws IOException {
        return read(profile, folder.backup(profile));
    }

    private ProfileRecord read(String profile, Path file) throws IOException {
        return open(profile, folder.read(file));
    }

    /** The record without its oldest versions, if it would be too large for a file that can be read again. */
    static ProfileRecord fitted(ProfileRecord record) throws CredentialStoreException {
        ProfileRecord fitting = record;
        // The envelope takes some hundred bytes.
        while (ProfileEncoding.capacity(fitting) > StoreFolder.SIZE_LIMIT - 4096) {
            if (fitting.versions().size() <= 1) {
                throw new CredentialStoreException(
                        record.profile() + " is too large to be stored (" + StoreFolder.SIZE_LIMIT + " bytes)", null);
            }
            fitting = fitting.withoutOldest();
        }
        return fitting;
    }

    /**
     * Seals and writes a profile; durable when it returns. The caller closes the record.
     *
     * @return to be run when the change is in use, as {@link StoreFolder#write} says
     */
    Runnable write(ProfileRecord record) throws IOException, GeneralSecurityException {
        return folder.write(record.profile(), seal(record));
    }

    /** Puts a record in the place of a file that is damaged or gone; the backup stays. */
    void restore(ProfileRecord record) throws IOException, GeneralSecurityException {
        folder.restore(record.profile(), seal(record));
    }

    /**
     * The keys that the backup still has, which this change replaces, and neither the state before nor the one after.
     */
    List<byte[]> keysOfTheBackupAlone(ProfileRecord before, ProfileRecord after) {
        try (ProfileRecord backup = readBackup(before.profile())) {
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

    /** A profile sealed as in its file, for another store that has the same master key. */
    byte[] seal(ProfileRecord record) throws IOException, GeneralSecurityException {
        byte[] content = ProfileEncoding.encode(record);
        try {
            return SealedEnvelope.seal(master, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** What {@link #seal} has sealed; the caller closes it. */
    ProfileRecord open(String profile, byte[] file) throws IOException {
        byte[] content = SealedEnvelope.parse(file).open(master);
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

    String file(String profile) {
        return folder.file(profile).toString();
    }
}
