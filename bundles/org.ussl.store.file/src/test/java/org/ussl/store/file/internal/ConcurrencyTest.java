// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.spi.CredentialVersion;

class ConcurrencyTest {

    private static final Material A = Material.create("a");
    private static final Material B = Material.create("b");
    private static final int READERS = 3;
    private static final int COMMITS = 40;

    @TempDir
    Path root;

    @Test
    void showsReadersWholeVersionsOnly() throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        AtomicBoolean done = new AtomicBoolean();
        try (SealedFileStore store = new Place(root).open()) {
            store.commit("default", A.update());
            CountDownLatch reading = new CountDownLatch(READERS);
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(executor.submit(() -> {
                    long last = 0;
                    while (!done.get()) {
                        CredentialVersion version = store.current("default").orElseThrow();
                        Material expected = version.revision() % 2 == 1 ? A : B;
                        assertThat(version.revision()).isGreaterThanOrEqualTo(last);
                        assertThat(version.chain()).isEqualTo(expected.chain());
                        assertThat(version.trustAnchors()).containsExactly(expected.ca());
                        assertThat(version.key().publicKey())
                                .isEqualTo(version.chain().get(0).getPublicKey());
                        assertThat(store.history("default").get(0).revision()).isGreaterThanOrEqualTo(last);
                        last = version.revision();
                        reading.countDown();
                    }
                    return last;
                }));
            }
            assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 1; i <= COMMITS; i++) {
                store.commit("default", (i % 2 == 0 ? A : B).update());
            }
            done.set(true);
            for (Future<Long> reader : readers) {
                assertThat(reader.get(30, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            done.set(true);
            executor.shutdownNow();
        }
    }

    @Test
    void letsReadersReadWhileAWriteHangs() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean hangs = new AtomicBoolean();
        Disk disk = new Disk() {
            @Override
            void create(Path file, byte[] content) throws java.io.IOException {
                if (hangs.get()) {
                    writing.countDown();
                    try {
                        assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new java.io.IOException(e);
                    }
                }
                super.create(file, content);
            }
        };
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (SealedFileStore store = new Place(root).open(disk)) {
            store.commit("default", A.update());
            hangs.set(true);
            Future<CredentialVersion> commit = executor.submit(() -> store.commit("default", B.update()));
            assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(A.chain());
            assertThat(store.profiles()).containsExactly("default");
            assertThat(store.history("default")).hasSize(1);

            release.countDown();
            assertThat(commit.get(30, TimeUnit.SECONDS).chain()).isEqualTo(B.chain());
        } finally {
            release.countDown();
            executor.shutdownNow();
        }
    }
}
