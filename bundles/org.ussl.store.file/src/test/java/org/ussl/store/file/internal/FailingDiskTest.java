// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ussl.credential.spi.CredentialStoreException;

class FailingDiskTest {

    private static final Material A = Material.create("a");
    private static final Material B = Material.create("b");

    private enum Step {
        CREATE,
        REPLACE,
        SYNC
    }

    /** A disk that fails at one step, as often as it is told to. A full one has written half of a file by then. */
    private static final class FailingDisk extends Disk {
        private Step step = Step.CREATE;
        private final AtomicInteger times = new AtomicInteger();
        private boolean undoFails;
        private boolean deleteFails;

        void fail(Step step, int times) {
            this.step = step;
            this.times.set(times);
        }

        /** After the sync that fails, the next file cannot be put in place either. */
        void alsoFailToUndo() {
            undoFails = true;
        }

        void failToDelete() {
            deleteFails = true;
        }

        private boolean failsAt(Step step) {
            return this.step == step && times.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        }

        @Override
        void create(Path file, byte[] content) throws IOException {
            if (failsAt(Step.CREATE)) {
                super.create(file, Arrays.copyOf(content, content.length / 2));
                throw new IOException("No space left on device");
            }
            super.create(file, content);
        }

        @Override
        void replace(Path from, Path to) throws IOException {
            if (failsAt(Step.REPLACE)) {
                throw new IOException("Input/output error");
            }
            super.replace(from, to);
        }

        @Override
        void delete(Path file) throws IOException {
            if (deleteFails) {
                throw new IOException("Input/output error");
            }
            super.delete(file);
        }

        @Override
        void sync(Path folder) throws IOException {
            if (failsAt(Step.SYNC)) {
                if (undoFails) {
                    fail(Step.REPLACE, 1);
                }
                throw new IOException("Input/output error");
            }
            super.sync(folder);
        }
    }

    @TempDir
    Path root;

    @ParameterizedTest
    @EnumSource(Step.class)
    void keepsTheOldVersionInUseAndOnDiskWhenAWriteFails(Step step) throws Exception {
        Place place = new Place(root);
        FailingDisk disk = new FailingDisk();
        try (SealedFileStore store = place.open(disk)) {
            store.commit("default", A.update());
            store.hold("default", B.chain());
            byte[] before = Files.readAllBytes(place.file("default"));

            disk.fail(step, 1);
            assertThatThrownBy(() -> store.commit("default", B.update()))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("default is unchanged");

            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(A.chain());
            assertThat(store.pending("default").chain()).isEqualTo(B.chain());
            assertThat(place.file("default")).hasBinaryContent(before);
            assertThat(place.folder().toFile().list())
                    .containsExactlyInAnyOrder(".lock", "default.cms", "default.cms.bak");

            assertThat(store.commit("default", B.update()).revision()).isEqualTo(2);
        }
        try (SealedFileStore store = place.open()) {
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(B.chain());
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void leavesNoFileWhenTheFirstWriteOfAProfileFails(Step step) throws Exception {
        Place place = new Place(root);
        FailingDisk disk = new FailingDisk();
        try (SealedFileStore store = place.open(disk)) {
            disk.fail(step, 1);
            assertThatThrownBy(() -> store.commit("default", A.update())).isInstanceOf(CredentialStoreException.class);
            assertThat(place.file("default")).doesNotExist();
            assertThat(store.profiles()).isEmpty();
            assertThat(store.commit("default", A.update()).revision()).isEqualTo(1);
        }
    }

    @Test
    void refusesFurtherChangesWhenTheDiskDoesNotTellWhatItHolds() throws Exception {
        Place place = new Place(root);
        FailingDisk disk = new FailingDisk();
        try (SealedFileStore store = place.open(disk)) {
            store.commit("default", A.update());
            disk.fail(Step.SYNC, 1);
            disk.alsoFailToUndo();
            assertThatThrownBy(() -> store.commit("default", B.update()))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("check the disk and restart");
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(A.chain());

            assertThatThrownBy(() -> store.commit("default", B.update()))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("restart");
        }
        try (SealedFileStore store = place.open()) {
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(B.chain());
        }
    }

    @Test
    void commitsWhenTheBackupThatItReplacesCannotBeRemoved() throws Exception {
        Place place = new Place(root);
        FailingDisk disk = new FailingDisk();
        try (SealedFileStore store = place.open(disk)) {
            store.commit("default", A.update());
            store.commit("default", B.update());
            disk.failToDelete();
            assertThat(store.commit("default", A.update()).revision()).isEqualTo(3);
        }
        try (SealedFileStore store = place.open()) {
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(A.chain());
            assertThat(place.folder().toFile().list())
                    .containsExactlyInAnyOrder(".lock", "default.cms", "default.cms.bak");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE", "SYNC"})
    void makesTheMasterKeyWholeOrNotAtAll(Step step) throws Exception {
        Place place = new Place(root);
        Files.createDirectory(place.folder());
        FailingDisk disk = new FailingDisk();
        disk.fail(step, 1);
        assertThatThrownBy(() -> place.open(disk)).isInstanceOf(CredentialStoreException.class);
        Map<String, String> after = place.snapshot();
        assertThat(after.keySet()).allMatch(name -> !name.endsWith(".tmp"));
        try (SealedFileStore store = place.open()) {
            assertThat(store.commit("default", A.update()).revision()).isEqualTo(1);
        }
    }
}
