// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, checked.
 *
 * @param folder where the sealed files lie, absolute
 * @param masterKeyFile the master key's file, absolute; not used if there is an environment variable
 * @param masterKeyEnvironment the name of the environment variable that holds the master key; empty for the file
 * @param keepVersions how many versions of a profile are kept, the one in use included
 */
record StoreSettings(Path folder, Path masterKeyFile, String masterKeyEnvironment, int keepVersions) {

    static final int MOST_VERSIONS = 100;

    /** Refuses a bad value by its key. */
    StoreSettings {
        if (keepVersions < 1 || keepVersions > MOST_VERSIONS) {
            throw new IllegalArgumentException(
                    "keepVersions: " + keepVersions + " is not between 1 and " + MOST_VERSIONS);
        }
        if (masterKeyFile.startsWith(folder)) {
            throw new IllegalArgumentException("masterKeyFile: " + masterKeyFile
                    + " lies in the folder that it seals; a copy of that folder would be open. Put it elsewhere");
        }
    }

    /** Reads the values as they are configured; {@code null} and blank text mean that there is none. */
    static StoreSettings of(
            @Nullable String folder,
            @Nullable String masterKeyFile,
            @Nullable String masterKeyEnvironment,
            int keepVersions) {
        String folderText = text(folder);
        String fileText = text(masterKeyFile);
        String environmentText = text(masterKeyEnvironment);
        if (folderText.isEmpty()) {
            throw new IllegalArgumentException("folder: is missing; it says where the sealed files lie");
        }
        if (!fileText.isEmpty() && !environmentText.isEmpty()) {
            throw new IllegalArgumentException("masterKeyFile, masterKeyEnvironment: give one of them, not both");
        }
        Path path = path("folder", folderText);
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("folder: " + path + " is the root of the file system");
        }
        return new StoreSettings(
                path,
                fileText.isEmpty() ? parent.resolve("master.key") : path("masterKeyFile", fileText),
                environmentText,
                keepVersions);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.trim();
    }

    private static Path path(String key, String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
