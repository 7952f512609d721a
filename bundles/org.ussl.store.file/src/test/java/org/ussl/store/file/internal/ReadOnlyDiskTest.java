// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.spi.CredentialStoreException;

/** A disk that was mounted read-only after an error: what is on it is still used. */
class ReadOnlyDiskTest {
    private static final Material A = Material.create("a");
    private static final Material B = Material.create("b");

    @TempDir
    Path root;

    private final MountedDisk disk = new MountedDisk();
    private Place place;

    @BeforeEach
    void fill() throws Exception {
        place = new Place(root);
        try (SealedFileStore store = place.open()) {
            store.commit("default", A.update());
        }
        disk.readOnly = true;
    }

    @Test
    void whatIsThereIsUsedAndNothingIsTouched() throws Exception {
        Map<String, String> before = place.snapshot();
        try (SealedFileStore store = place.open(disk)) {
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(A.chain());
            assertThat(store.current("default").orElseThrow().key().sign("SHA256withECDSA", null, new byte[8]))
                    .isNotEmpty();
            assertThat(store.history("default")).hasSize(1);
            assertThatThrownBy(() -> store.commit("default", B.update()))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("read-only");
            assertThat(store.current("default").orElseThrow().revision()).isEqualTo(1);
        }
        assertThat(place.snapshot()).isEqualTo(before);
    }

    @Test
    void changesGoOnWhenItIsWritableAgainAndKeepOthersOut() throws Exception {
        try (SealedFileStore store = place.open(disk)) {
            disk.readOnly = false;
            assertThat(store.commit("default", B.update()).revision()).isEqualTo(2);
            assertThatThrownBy(place::open)
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("in use by another store");
        }
        try (SealedFileStore store = place.open()) {
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(B.chain());
        }
    }

    @Test
    void aProbeTellsItWithoutAChangeAndLeavesNothing() throws Exception {
        try (SealedFileStore store = place.open(disk)) {
            assertThatThrownBy(store::probe)
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("read-only");
            disk.readOnly = false;
            store.probe();
            Set<String> before = place.snapshot().keySet();
            store.probe();
            assertThat(place.snapshot().keySet()).isEqualTo(before);
            disk.readOnly = true;
            assertThatThrownBy(store::probe)
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("cannot be written");
        }
    }

    @Test
    void unfinishedChangeOfTheMasterKeyIsNotGuessedAt() throws Exception {
        new Disk().create(place.folder().resolve(".next-accepted"), new byte[0]);

        assertThatThrownBy(() -> place.open(disk))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("read-only");
    }

    /** Refuses to write as the system does. */
    private static final class MountedDisk extends Disk {
        private boolean readOnly;

        @Override
        boolean isReadOnly(Path path) throws IOException {
            return readOnly || super.isReadOnly(path);
        }

        private void requireWritable(Path file) throws IOException {
            if (readOnly) {
                throw new FileSystemException(file.toString(), null, "Read-only file system");
            }
        }

        @Override
        void createFolder(Path folder) throws IOException {
            requireWritable(folder);
            super.createFolder(folder);
        }

        @Override
        void create(Path file, byte[] content) throws IOException {
            requireWritable(file);
            super.create(file, content);
        }

        @Override
        FileChannel openLock(Path file) throws IOException {
            requireWritable(file);
            return super.openLock(file);
        }

        @Override
        void replace(Path from, Path to) throws IOException {
            requireWritable(to);
            super.replace(from, to);
        }

        @Override
        void link(Path from, Path to) throws IOException {
            requireWritable(to);
            super.link(from, to);
        }

        @Override
        void delete(Path file) throws IOException {
            requireWritable(file);
            super.delete(file);
        }
    }
}
