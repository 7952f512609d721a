// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class WireThreadsTest {
    @Test
    void endsOnceHoweverManyEndItAtTheSameTime() throws Exception {
        int enders = 3;
        ExecutorService pool = Executors.newFixedThreadPool(enders);
        try {
            for (int round = 0; round < 2_000; round++) {
                WireThreads threads = new WireThreads("ussl-mqtt-test-wire");
                AtomicInteger ends = new AtomicInteger();
                CyclicBarrier together = new CyclicBarrier(enders);
                List<Future<?>> calls = new ArrayList<>();
                for (int i = 0; i < enders; i++) {
                    calls.add(pool.submit(() -> {
                        together.await();
                        threads.end(ends::incrementAndGet);
                        return null;
                    }));
                }
                for (Future<?> call : calls) {
                    call.get(Gateway.SECONDS, SECONDS);
                }
                assertThat(threads.awaitTermination(Gateway.SECONDS, SECONDS)).isTrue();
                assertThat(ends).hasValue(1);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void takesNothingMoreAfterItsEndAndSaysNothing() throws Exception {
        WireThreads threads = new WireThreads("ussl-mqtt-test-wire");
        threads.end(() -> {});
        assertThat(threads.awaitTermination(Gateway.SECONDS, SECONDS)).isTrue();

        assertThatCode(() -> {
                    threads.execute(() -> {});
                    threads.submit(() -> {});
                    threads.schedule(() -> {}, 1, SECONDS);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void wakesTheConnectThreadWhenItSleepsUntilAnotherRuns() throws Exception {
        WireThreads threads = new WireThreads("ussl-mqtt-test-wire");
        CountDownLatch woken = new CountDownLatch(1);
        threads.execute(() -> {
            threads.submit(() -> {});
            try {
                TimeUnit.HOURS.sleep(1); // Paho's tenth of a second, and nobody has to measure it.
            } catch (InterruptedException e) {
                woken.countDown();
            }
        });

        assertThat(woken.await(Gateway.SECONDS, SECONDS)).isTrue();
        threads.end(() -> {});
        assertThat(threads.awaitTermination(Gateway.SECONDS, SECONDS)).isTrue();
    }
}
