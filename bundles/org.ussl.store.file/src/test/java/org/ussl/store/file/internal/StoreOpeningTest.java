// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.spi.CredentialStoreException;

class StoreOpeningTest {

    private static final Material A = Material.create("a");
    private static final String OTHER_KEY = Base64.getEncoder().encodeToString(random(32));

    @TempDir
    Path root;

    private Place place;

    @BeforeEach
    void makePlace() {
        place = new Place(root);
    }

    private void fill() throws Exception {
        try (SealedFileStore store = place.open()) {
            store.commit("default", A.update());
            store.commit("other", A.update());
        }
    }

    /** Claims that opening fails for a reason, and that it leaves every byte as it was. */
    private void refuses(ThrowingCallable opening, String... reason) throws Exception {
        Map<String, String> before = place.snapshot();
        assertThatThrownBy(opening).isInstanceOf(CredentialStoreException.class).hasMessageContainingAll(reason);
        assertThat(place.snapshot()).isEqualTo(before);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void makesAMasterKeyAtTheFirstStartThatNobodyElseReads() throws Exception {
        fill();
        assertThat(mode(place.folder())).isEqualTo("rwx------");
        assertThat(mode(place.masterKey())).isEqualTo("rw-------");
        assertThat(mode(place.file("default"))).isEqualTo("rw-------");
        assertThat(mode(place.folder().resolve(".lock"))).isEqualTo("rw-------");
        String text = Files.readString(place.masterKey());
        assertThat(Base64.getDecoder().decode(text.trim())).hasSize(32);
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("store", "master.key");
        assertThat(place.folder().toFile().list()).containsExactlyInAnyOrder(".lock", "default.cms", "other.cms");
    }

    @Test
    void opensWithAKeyThatTheOperatorHasMade() throws Exception {
        Files.createFile(
                place.masterKey(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                place.masterKey(), "  " + HexFormat.of().formatHex(random(32)).toUpperCase() + "\r\n");
        fill();
        // The same key in its other spelling.
        Files.writeString(place.masterKey(), Base64.getEncoder().encodeToString(random(32)));
        try (SealedFileStore store = place.open()) {
            assertThat(store.profiles()).containsExactly("default", "other");
        }
    }

    @Test
    void opensWithAKeyFromTheEnvironmentAndMakesNoFile() throws Exception {
        StoreSettings settings = StoreSettings.of(place.folder().toString(), null, "USSL_KEY", 5);
        for (int i = 0; i < 2; i++) {
            try (SealedFileStore store = place.open(settings, Map.of("USSL_KEY", OTHER_KEY)::get, new Disk())) {
                store.commit("default", A.update());
                assertThat(store.current("default").orElseThrow().revision()).isEqualTo(i + 1);
            }
        }
        assertThat(place.masterKey()).doesNotExist();
        refuses(() -> place.open(settings, name -> null, new Disk()), "masterKeyEnvironment: USSL_KEY", "not set");
        refuses(
                () -> place.open(settings, name -> "secret-looking", new Disk()),
                "masterKeyEnvironment: USSL_KEY",
                "32 bytes");
    }

    @Test
    void refusesAWrongMasterKey() throws Exception {
        fill();
        Files.writeString(place.masterKey(), OTHER_KEY);
        refuses(place::open, place.masterKey().toString(), "is not the master key", "put the right one in place");
    }

    @Test
    void refusesAWrongMasterKeyEvenWithoutALockFile() throws Exception {
        fill();
        Files.delete(place.folder().resolve(".lock"));
        Files.writeString(place.masterKey(), OTHER_KEY);
        refuses(place::open, "is not the master key");
    }

    @Test
    void refusesToMakeANewMasterKeyForSealedFiles() throws Exception {
        fill();
        Files.delete(place.masterKey());
        refuses(place::open, place.masterKey().toString(), "is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void refusesAMasterKeyThatIsOpenToOthers(String mode) throws Exception {
        fill();
        Files.setPosixFilePermissions(place.masterKey(), PosixFilePermissions.fromString(mode));
        refuses(place::open, place.masterKey().toString(), "chmod 600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "hunter2hunter2",
                "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!=",
                "zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                "c2hvcnQ="
            })
    void refusesAMasterKeyThatIsNoneAndDoesNotRepeatIt(String text) throws Exception {
        fill();
        Files.writeString(place.masterKey(), text);
        refuses(place::open, place.masterKey().toString(), "32 bytes as Base64 or hexadecimal");
        if (!text.isBlank()) {
            assertThatThrownBy(place::open).satisfies(e -> {
                for (Throwable each = e; each != null; each = each.getCause()) {
                    assertThat(each.toString()).doesNotContain(text.substring(0, 6));
                }
            });
        }
    }

    @Test
    void refusesAFolderThatIsAFile() throws Exception {
        Files.write(place.folder(), "in the way".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(place::open)
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContainingAll("folder", place.folder().toString());
        assertThat(place.masterKey()).doesNotExist();
    }

    @Test
    void refusesAFolderThatAnotherStoreHas() throws Exception {
        SealedFileStore first = place.open();
        assertThatThrownBy(place::open)
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContainingAll("folder: " + place.folder(), "in use by another store");
        // The refusal must not have taken the first one's lock away.
        assertThat(OtherProcess.open(place)).contains("in use by another store");
        first.commit("default", A.update());
        first.close();
        assertThat(OtherProcess.open(place)).contains("opened [default]");
        place.open().close();
    }

    @Test
    void removesWhatACutOffWriteHasLeft() throws Exception {
        fill();
        Path leftover = place.folder().resolve(".default.0815.tmp");
        Path note = place.folder().resolve("README.txt");
        Path stray = place.folder().resolve("Not A Profile.cms");
        for (Path path : new Path[] {leftover, note, stray}) {
            Files.write(path, random(100));
        }
        place.open().close();
        assertThat(leftover).doesNotExist();
        assertThat(note).hasBinaryContent(random(100));
        assertThat(stray).hasBinaryContent(random(100));
    }
}
