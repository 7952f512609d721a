// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.fleet;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.testing.fleet.Operator;
import org.ussl.testing.fleet.SimulatedGateway;

/** One delivery for each gateway, and when it was put, in use, and reported. */
final class RollOut {
    private final List<SimulatedGateway> gateways;
    private final List<Operator.Push> pushes;
    private final String profile;
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final long[] put;
    private final long[] used;
    private final long[] reported;
    private final CountDownLatch missing;
    private final AtomicInteger refused = new AtomicInteger();

    RollOut(String profile, List<SimulatedGateway> gateways, List<Operator.Push> pushes) {
        this.profile = profile;
        this.gateways = gateways;
        this.pushes = pushes;
        int count = gateways.size();
        put = new long[count];
        used = new long[count];
        reported = new long[count];
        missing = new CountDownLatch(2 * count);
        for (int i = 0; i < count; i++) {
            numbers.put(gateways.get(i).party().name(), i);
        }
    }

    /** A gateway's version in use has changed. */
    void changed(int number) {
        CredentialVersion version =
                gateways.get(number).store().current(profile).orElseThrow();
        synchronized (used) {
            if (used[number] == 0
                    && version.key() != null
                    && version.chain().equals(pushes.get(number).identity().chain())) {
                used[number] = System.nanoTime();
                missing.countDown();
            }
        }
    }

    /** A report was opened. */
    void reported(Report report) {
        int number = number(report.gateway().name());
        if (report.taken() != pushes.get(number).number()) {
            return;
        }
        if (report.outcome() != Report.Outcome.IN_USE) {
            refused.incrementAndGet();
        }
        synchronized (used) {
            if (reported[number] == 0) {
                reported[number] = System.nanoTime();
                missing.countDown();
            }
        }
    }

    private int number(String name) {
        return Objects.requireNonNull(numbers.get(name), name);
    }

    /** Which gateway a name is. */
    SimulatedGateway gateway(String name) {
        return gateways.get(number(name));
    }

    /**
     * Puts all by a few threads, and waits until all are in use and reported.
     *
     * @param perSecond how many a second; 0 for as fast as it goes
     * @param revisions the engine's revision of each key, which becomes the new one
     */
    void run(List<Connection> connections, String fleet, int perSecond, long[] revisions, Operator operator)
            throws Exception {
        long start = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Connection connection : connections) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            KeyValue bucket = connection.keyValue(fleet);
                            for (int i = next.getAndIncrement(); i < pushes.size(); i = next.getAndIncrement()) {
                                if (perSecond > 0) {
                                    long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
                                    for (long left = due - System.nanoTime();
                                            left > 0;
                                            left = due - System.nanoTime()) {
                                        LockSupport.parkNanos(left);
                                    }
                                }
                                put[i] = System.nanoTime();
                                revisions[i] = operator.put(bucket, pushes.get(i), revisions[i]);
                            }
                        } catch (Exception e) {
                            synchronized (failures) {
                                failures.add(e);
                            }
                        }
                    },
                    "operator");
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw new IllegalStateException("a push failed", failures.get(0));
            }
        }
        if (!missing.await(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException(missing.getCount() + " are not in use or not reported after ten minutes");
        }
        if (refused.get() > 0) {
            throw new IllegalStateException(refused.get() + " were refused");
        }
    }

    /** Milliseconds from push to use, sorted. */
    double[] toUse() {
        return IntStream.range(0, put.length)
                .mapToDouble(i -> (used[i] - put[i]) / 1e6)
                .sorted()
                .toArray();
    }

    /** Milliseconds from push until the operator had opened the report, sorted. */
    double[] toReport() {
        return IntStream.range(0, put.length)
                .mapToDouble(i -> (reported[i] - put[i]) / 1e6)
                .sorted()
                .toArray();
    }
}
