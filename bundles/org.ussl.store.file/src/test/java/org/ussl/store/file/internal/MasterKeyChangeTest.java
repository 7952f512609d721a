// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.spi.CredentialStoreException;

class MasterKeyChangeTest {

    private static final Material A = Material.create("a");
    private static final Material B = Material.create("b");

    @TempDir
    Path root;

    private Place place;

    @BeforeEach
    void fill() throws Exception {
        place = new Place(root);
        try (SealedFileStore store = place.open()) {
            store.commit("default", A.update());
            store.commit("default", B.update());
            store.commit("other", B.update());
            store.hold("other", A.chain());
        }
    }

    private StoreSettings settings(String file, String previous) {
        return StoreSettings.of(place.folder().toString(), root.resolve(file).toString(), null, null, previous, 5);
    }

    private SealedFileStore open(String file, String previous, Disk disk) throws CredentialStoreException {
        return place.open(settings(file, previous), name -> null, disk);
    }

    private static void holdsAll(SealedFileStore store) throws Exception {
        assertThat(store.current("default").orElseThrow().chain()).isEqualTo(B.chain());
        assertThat(store.history("default")).hasSize(2);
        assertThat(store.current("other").orElseThrow().chain()).isEqualTo(B.chain());
        assertThat(store.pending("other").chain()).isEqualTo(A.chain());
    }

    @Test
    void sealsAllFilesUnderANewKeyThatItMakes() throws Exception {
        try (SealedFileStore store = open("new.key", "file:" + place.masterKey(), new Disk())) {
            holdsAll(store);
        }
        try (SealedFileStore store = open("new.key", null, new Disk())) {
            holdsAll(store);
            assertThat(store.rollback("default", 1).chain()).isEqualTo(A.chain());
        }
        assertThatThrownBy(place::open)
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("is not the master key");
        assertThat(place.folder().toFile().list())
                .containsExactlyInAnyOrder(".lock", "default.cms", "default.cms.bak", "other.cms", "other.cms.bak");
    }

    @Test
    void changesItWhileTheStoreGoesOn() throws Exception {
        try (SealedFileStore store = place.open()) {
            var used = store.current("default").orElseThrow();
            String old = store.masterKeyId();
            place.changeMasterKey(store, settings("new.key", "file:" + place.masterKey()), new Disk());
            assertThat(store.masterKeyId()).isNotEqualTo(old);
            assertThat(store.current("default").orElseThrow()).isSameAs(used);
            holdsAll(store);
            assertThat(store.rollback("default", 1).chain()).isEqualTo(A.chain());
            // Once more, and without the previous one: nothing to do.
            place.changeMasterKey(store, settings("new.key", null), new Disk());
            assertThat(store.rollback("default", 2).chain()).isEqualTo(B.chain());
        }
        assertThatThrownBy(place::open).hasMessageContaining("is not the master key");
        try (SealedFileStore store = open("new.key", null, new Disk())) {
            assertThat(store.current("default").orElseThrow().revision()).isEqualTo(4);
        }
    }

    @Test
    void staysWithItWhereThePlaceOfTheOldOneIsNotSaidOrTheDiskIsFull() throws Exception {
        Disk full = new Disk() {
            @Override
            void create(Path file, byte[] content) throws IOException {
                if (file.getFileName().toString().equals("other.cms.next")) {
                    throw new IOException("No space left on device");
                }
                super.create(file, content);
            }
        };
        try (SealedFileStore store = place.open(full)) {
            assertThatThrownBy(() -> place.changeMasterKey(store, settings("new.key", null), new Disk()))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("previousMasterKey");
            assertThat(root.resolve("new.key")).doesNotExist();
            assertThatThrownBy(() ->
                            place.changeMasterKey(store, settings("new.key", "file:" + place.masterKey()), new Disk()))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("previous one stays in force");
            store.commit("default", A.update());
        }
        try (SealedFileStore store = place.open()) {
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(A.chain());
        }
    }

    @Test
    void takesTheNewKeyFromTheEnvironmentAndLeavesAFileThatIsNotNeededAlone() throws Exception {
        String key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
        StoreSettings settings =
                StoreSettings.of(place.folder().toString(), null, "KEY", null, "file:" + place.masterKey(), 5);
        for (int i = 0; i < 2; i++) {
            try (SealedFileStore store = place.open(settings, name -> name.equals("KEY") ? key : null, new Disk())) {
                holdsAll(store);
            }
        }
        assertThat(place.masterKey()).exists();
    }

    @Test
    void refusesKeysThatAreBothWrong() throws Exception {
        Files.writeString(root.resolve("wrong.key"), "ff".repeat(32));
        Files.setPosixFilePermissions(root.resolve("wrong.key"), PosixFilePermissions.fromString("rw-------"));
        Map<String, String> before = place.snapshot();
        assertThatThrownBy(() -> open("new.key", "file:" + root.resolve("wrong.key"), new Disk()))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("is not the master key");
        assertThat(place.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/key", "file:", "http:x", "credential:../x", "environment:"})
    void refusesABadPlaceOfThePreviousKey(String text) {
        assertThatThrownBy(() -> settings("new.key", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("previousMasterKey: must be ");
    }

    @Test
    void refusesOnePlaceForBothKeys() {
        assertThatThrownBy(() -> settings("master.key", "file:" + place.masterKey()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("previousMasterKey: ");
    }

    @Test
    void staysWithTheOldKeyWhenTheDiskIsFull() throws Exception {
        Disk full = new Disk() {
            @Override
            void create(Path file, byte[] content) throws IOException {
                if (file.getFileName().toString().equals("other.cms.next")) {
                    throw new IOException("No space left on device");
                }
                super.create(file, content);
            }
        };
        try (SealedFileStore store = open("new.key", "file:" + place.masterKey(), full)) {
            holdsAll(store);
        }
        assertThat(place.folder().toFile().list()).noneMatch(name -> name.contains(".next"));
        try (SealedFileStore store = place.open()) {
            holdsAll(store);
        }
        try (SealedFileStore store = open("new.key", "file:" + place.masterKey(), new Disk())) {
            holdsAll(store);
        }
    }

    @Test
    void readsTheKeyFromASystemdCredential() throws Exception {
        Path credentials = Files.createDirectory(root.resolve("credentials"));
        Files.copy(place.masterKey(), credentials.resolve("ussl-key"));
        // What an access control list for the service's user looks like.
        Files.setPosixFilePermissions(credentials.resolve("ussl-key"), PosixFilePermissions.fromString("r--r-----"));
        StoreSettings settings = StoreSettings.of(place.folder().toString(), null, null, "ussl-key", null, 5);
        try (SealedFileStore store =
                place.open(settings, Map.of("CREDENTIALS_DIRECTORY", credentials.toString())::get, new Disk())) {
            holdsAll(store);
        }
        assertThatThrownBy(() -> place.open(settings, name -> null, new Disk()))
                .hasMessageContainingAll("masterKeyCredential: ussl-key", "LoadCredential");
        Files.setPosixFilePermissions(credentials.resolve("ussl-key"), PosixFilePermissions.fromString("r--r--r--"));
        assertThatThrownBy(() ->
                        place.open(settings, Map.of("CREDENTIALS_DIRECTORY", credentials.toString())::get, new Disk()))
                .hasMessageContaining("can be read by everyone");
        Files.delete(credentials.resolve("ussl-key"));
        assertThatThrownBy(() ->
                        place.open(settings, Map.of("CREDENTIALS_DIRECTORY", credentials.toString())::get, new Disk()))
                .hasMessageContaining("is missing");
    }
}
