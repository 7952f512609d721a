// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.nio.file.Path;
import java.util.List;

/** What is in a profile's sealed file, for tests that look for what should not be there. */
public final class Unsealed {
    private Unsealed() {}

    /** A store that has its keys in its files, with the master key beside its folder. */
    public static SealedFileStore store(Path folder) throws Exception {
        return new StoreOpening(StoreSettings.of(folder.toString(), null, null, 5), new KeyRing()).open();
    }

    /** What the file holds of its keys. */
    public static List<byte[]> keys(Path folder, Path masterKeyFile, String profile) throws Exception {
        MasterKey master = new MasterKeySource(
                        KeyLocation.file("masterKeyFile", masterKeyFile.toString()), name -> null, new Disk())
                .read()
                .orElseThrow();
        try (ProfileRecord record = new SealedProfiles(new StoreFolder(folder, new Disk()), master).read(profile)) {
            return record.keys().stream().map(key -> key.der().clone()).toList();
        }
    }
}
