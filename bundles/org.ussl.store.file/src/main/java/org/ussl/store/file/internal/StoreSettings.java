// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, checked.
 *
 * @param folder where the sealed files lie, absolute
 * @param masterKey where the master key is
 * @param previousMasterKey where the key is that the files may still be sealed with
 * @param keepVersions how many versions of a profile are kept, the one in use included
 */
public record StoreSettings(
        Path folder, KeyLocation masterKey, Optional<KeyLocation> previousMasterKey, int keepVersions) {

    static final int MOST_VERSIONS = 100;

    /** Where the master key is, in the form in which {@code previousMasterKey} takes it. */
    public String masterKeyPlace() {
        return masterKey.place();
    }

    /** Refuses a bad value by its key. */
    public StoreSettings {
        if (keepVersions < 1 || keepVersions > MOST_VERSIONS) {
            throw new IllegalArgumentException(
                    "keepVersions: " + keepVersions + " is not between 1 and " + MOST_VERSIONS);
        }
        if (masterKey.kind() == KeyLocation.Kind.FILE && masterKey.path().startsWith(folder)) {
            throw new IllegalArgumentException(masterKey
                    + " lies in the folder that it seals; a copy of that folder would be open. Put it elsewhere");
        }
        if (previousMasterKey
                .filter(previous ->
                        previous.kind() == masterKey.kind() && previous.name().equals(masterKey.name()))
                .isPresent()) {
            throw new IllegalArgumentException("previousMasterKey: is where the master key is too; put the new key at"
                    + " a place of its own, or move the old one");
        }
    }

    /** Reads the values as they are configured; {@code null} and blank text mean that there is none. */
    static StoreSettings of(
            @Nullable String folder,
            @Nullable String masterKeyFile,
            @Nullable String masterKeyEnvironment,
            int keepVersions) {
        return of(folder, masterKeyFile, masterKeyEnvironment, null, null, keepVersions);
    }

    /** The same with the keys of later releases. */
    static StoreSettings of(
            @Nullable String folder,
            @Nullable String masterKeyFile,
            @Nullable String masterKeyEnvironment,
            @Nullable String masterKeyCredential,
            @Nullable String previousMasterKey,
            int keepVersions) {
        return of(
                folder,
                masterKeyFile,
                masterKeyEnvironment,
                masterKeyCredential,
                null,
                previousMasterKey,
                keepVersions);
    }

    /** The same with all keys. */
    public static StoreSettings of(
            @Nullable String folder,
            @Nullable String masterKeyFile,
            @Nullable String masterKeyEnvironment,
            @Nullable String masterKeyCredential,
            @Nullable String masterKeyToken,
            @Nullable String previousMasterKey,
            int keepVersions) {
        String folderText = text(folder);
        String file = text(masterKeyFile);
        String environment = text(masterKeyEnvironment);
        String credential = text(masterKeyCredential);
        String token = text(masterKeyToken);
        String previous = text(previousMasterKey);
        if (folderText.isEmpty()) {
            throw new IllegalArgumentException("folder: is missing; it says where the sealed files lie");
        }
        if (Stream.of(file, environment, credential, token)
                        .filter(text -> !text.isEmpty())
                        .count()
                > 1) {
            throw new IllegalArgumentException(
                    "masterKeyFile, masterKeyEnvironment, masterKeyCredential, masterKeyToken: give one of them, not"
                            + " several");
        }
        Path path = path("folder", folderText);
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("folder: " + path + " is the root of the file system");
        }
        KeyLocation masterKey;
        if (!environment.isEmpty()) {
            masterKey = KeyLocation.environment("masterKeyEnvironment", environment);
        } else if (!credential.isEmpty()) {
            masterKey = KeyLocation.credential("masterKeyCredential", credential);
        } else if (!token.isEmpty()) {
            masterKey = KeyLocation.token("masterKeyToken", token);
        } else {
            String name = file.isEmpty() ? parent.resolve("master.key").toString() : file;
            masterKey = KeyLocation.file("masterKeyFile", name);
        }
        return new StoreSettings(
                path,
                masterKey,
                previous.isEmpty() ? Optional.empty() : Optional.of(KeyLocation.parse("previousMasterKey", previous)),
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
