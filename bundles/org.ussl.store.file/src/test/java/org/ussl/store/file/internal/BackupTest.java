// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.Change;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;

class BackupTest {

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
        }
    }

    private void usesTheStateBefore() throws Exception {
        try (SealedFileStore store = place.open()) {
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(A.chain());
            assertThat(store.current("default").orElseThrow().revision()).isEqualTo(1);
            assertThat(store.commit("default", B.update()).revision())
                    .as("a revision that may have been in use is not used again")
                    .isEqualTo(3);
        }
        try (SealedFileStore store = place.open()) {
            assertThat(store.current("default").orElseThrow().revision()).isEqualTo(3);
        }
    }

    @Test
    void setsADamagedFileAsideAndUsesTheStateBeforeItsLastChange() throws Exception {
        byte[] whole = Files.readAllBytes(place.file("default"));
        byte[] damaged = Arrays.copyOf(whole, whole.length / 2);
        Files.write(place.file("default"), damaged);
        usesTheStateBefore();
        assertThat(place.folder().resolve("default.cms.damaged")).hasBinaryContent(damaged);
    }

    @Test
    void usesTheStateBeforeWhereAFileIsMissing() throws Exception {
        Files.delete(place.file("default"));
        usesTheStateBefore();
    }

    @Test
    void usesNoBackupThatIsDamagedToo() throws Exception {
        Files.write(place.file("default"), new byte[10]);
        Files.write(place.folder().resolve("default.cms.bak"), new byte[10]);
        try (SealedFileStore store = place.open()) {
            assertThat(store.profiles()).isEmpty();
            assertThatThrownBy(() -> store.commit("default", A.update()))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("put a copy of it back and restart");
        }
    }

    @Test
    void servesWhatIsInUseWhenTheFolderVanishes() throws Exception {
        Path away = root.resolve("away");
        try (SealedFileStore store = place.open()) {
            Files.move(place.folder(), away);
            assertThatThrownBy(() -> store.commit("default", A.update()))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageStartingWith("folder: " + place.folder() + " is gone");
            Files.createDirectory(place.folder());
            assertThatThrownBy(() -> store.commit("new", A.update()))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("another one took its place");
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(B.chain());
            assertThat(store.current("default").orElseThrow().key().sign("SHA256withECDSA", null, new byte[1]))
                    .isNotEmpty();
            Files.delete(place.folder());
            Files.move(away, place.folder());
            assertThat(store.commit("default", A.update()).revision()).isEqualTo(3);
        }
    }

    @Test
    void keepsFewerVersionsWhereTheFileWouldBecomeTooLargeToBeRead() throws Exception {
        byte[] mega = new byte[20 << 20];
        ProfileRecord record = ProfileRecord.empty("default");
        for (int i = 1; i <= 5; i++) {
            record = record.withVersion(
                    new ProfileRecord.Version(
                            i, Instant.EPOCH, List.of(), List.of(mega), List.of(), null, Change.UNKNOWN),
                    5);
        }
        assertThat(SealedProfiles.fitted(record).versions())
                .extracting(ProfileRecord.Version::revision)
                .containsExactly(5L, 4L, 3L);
        ProfileRecord tooLarge = ProfileRecord.empty("default")
                .withVersion(
                        new ProfileRecord.Version(
                                1,
                                Instant.EPOCH,
                                List.of(),
                                List.of(mega, mega, mega, mega),
                                List.of(),
                                null,
                                Change.UNKNOWN),
                        5);
        assertThatThrownBy(() -> SealedProfiles.fitted(tooLarge))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("is too large");
    }

    @Test
    void keepsTheBackupOneChangeBehind() throws Exception {
        try (SealedFileStore store = place.open()) {
            byte[] before = Files.readAllBytes(place.file("default"));
            store.commit("default", CredentialUpdate.ofTrust(List.of()));
            assertThat(place.folder().resolve("default.cms.bak")).hasBinaryContent(before);
        }
    }
}
