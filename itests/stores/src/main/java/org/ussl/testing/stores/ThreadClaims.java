// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;

/** Many threads at once. */
interface ThreadClaims extends StoreUnderTest {

    @Test
    default void showsReadersWholeVersionsWhileTheyChange() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> {
                    long last = 0;
                    do {
                        last = assertWholeAndNoOlderThan(last);
                        reading.countDown();
                    } while (!done.get());
                    return last;
                }));
            }
            assertThat(reading.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            for (int i = 1; i <= 12; i++) {
                store().commit(PROFILE, (i % 2 == 0 ? Sample.A : Sample.B).update());
            }
            done.set(true);
            for (Future<Long> reader : readers) {
                assertThat(reader.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }

    /** Odd revisions are A, even ones B. */
    private long assertWholeAndNoOlderThan(long last) {
        CredentialVersion version = current();
        Sample expected = version.revision() % 2 == 1 ? Sample.A : Sample.B;
        assertThat(version.revision()).isGreaterThanOrEqualTo(last);
        assertThat(version.chain()).isEqualTo(expected.chain());
        assertThat(version.trustAnchors()).containsExactly(expected.ca());
        assertThat(key(version).publicKey()).isEqualTo(expected.publicKey());
        return version.revision();
    }

    @Test
    default void losesNoChangeOfManyThreads() throws Exception {
        int threadCount = 4;
        int commits = 5;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(threadCount);
        try {
            List<Future<List<Long>>> writers = new ArrayList<>();
            for (int i = 0; i < threadCount; i++) {
                String own = "own-" + i;
                writers.add(threads.submit(() -> {
                    assertThat(start.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                    List<Long> revisions = new ArrayList<>();
                    for (int n = 0; n < commits; n++) {
                        revisions.add(store().commit(PROFILE, Sample.A.update()).revision());
                        store().commit(own, Sample.B.update());
                    }
                    return revisions;
                }));
            }
            start.countDown();
            List<Long> revisions = new ArrayList<>();
            for (Future<List<Long>> writer : writers) {
                revisions.addAll(writer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            assertThat(revisions).doesNotHaveDuplicates().hasSize(threadCount * commits);
            assertThat(current().revision()).isEqualTo(threadCount * commits);
            for (int i = 0; i < threadCount; i++) {
                assertThat(store().current("own-" + i).orElseThrow().revision()).isEqualTo(commits);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    default void oneKeySignsForManyThreads() throws Exception {
        SigningKey key = key(store().commit(PROFILE, Sample.A.update()));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> signers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                signers.add(threads.submit(() -> {
                    for (int n = 0; n < 10; n++) {
                        Signing.assertSignsFor(Sample.A.publicKey(), key);
                    }
                    return true;
                }));
            }
            for (Future<Boolean> signer : signers) {
                assertThat(signer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
