// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ussl.credential.spi.CredentialStoreException;

/** A folder of a test with a store in it. */
record Place(Path root) {

    Path folder() {
        return root.resolve("store");
    }

    Path masterKey() {
        return root.resolve("master.key");
    }

    Path file(String profile) {
        return folder().resolve(profile + ".cms");
    }

    SealedFileStore open() throws CredentialStoreException {
        return open(new Disk());
    }

    SealedFileStore open(Disk disk) throws CredentialStoreException {
        return open(settings(5), name -> null, disk);
    }

    SealedFileStore open(StoreSettings settings, UnaryOperator<String> environment, Disk disk)
            throws CredentialStoreException {
        return new StoreOpening(settings, environment, disk, Clock.systemUTC()).open();
    }

    StoreSettings settings(int keepVersions) {
        return StoreSettings.of(folder().toString(), null, null, keepVersions);
    }

    /** For a store whose master key changes: keys are {@code key-0}, {@code key-1} and so on beside the folder. */
    SealedFileStore openWithLatestKey() throws CredentialStoreException {
        return open(withLatestKey(), name -> null, new Disk());
    }

    /** Gives a store that is open, sealed with the key before the latest one, the latest one. */
    void changeToLatestKey(SealedFileStore store) throws CredentialStoreException {
        changeMasterKey(store, withLatestKey(), new Disk());
    }

    void changeMasterKey(SealedFileStore store, StoreSettings settings, Disk disk) throws CredentialStoreException {
        new StoreOpening(settings, name -> null, disk, Clock.systemUTC()).changeMasterKey(store);
    }

    private StoreSettings withLatestKey() {
        int latest = latestKey();
        return StoreSettings.of(
                folder().toString(),
                key(latest).toString(),
                null,
                null,
                latest == 0 ? null : "file:" + key(latest - 1),
                5);
    }

    /** Makes the key after the latest one; whole or not at all. */
    void makeNextKey() throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Path next = key(latestKey() + 1);
        Path temporary = root.resolve("made");
        Files.deleteIfExists(temporary);
        new Disk().create(temporary, HexFormat.of().formatHex(key).getBytes(StandardCharsets.US_ASCII));
        Files.move(temporary, next, StandardCopyOption.ATOMIC_MOVE);
    }

    private int latestKey() {
        int latest = 0;
        while (Files.exists(key(latest + 1))) {
            latest++;
        }
        return latest;
    }

    private Path key(int number) {
        return root.resolve("key-" + number);
    }

    /** Every name below the root with its content; for a closed store, because reading drops its lock. */
    Map<String, String> snapshot() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String content =
                        Files.isRegularFile(path) ? HexFormat.of().formatHex(Files.readAllBytes(path)) : "folder";
                all.put(
                        root.relativize(path).toString(),
                        Files.getLastModifiedTime(path) + " " + Files.getPosixFilePermissions(path) + " " + content);
            }
        }
        return all;
    }
}
