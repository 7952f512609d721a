// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;

/**
 * The CPU time of handshakes with and without somebody who fetches the monitor's page once a second, in rounds that
 * alternate; and the CPU time of one fetch by itself, which tells more, because it is less than the rounds differ by
 * chance. What the fetching client costs is in both.
 */
public final class MonitorBench {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int WARM_UP = 1_500;
    private static final int FETCHES = 500;
    private static final int RESAMPLES = 2_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PROFILES = 20;

    private MonitorBench() {}

    /**
     * Runs the benchmark.
     *
     * @param arguments the number of pairs of rounds
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Authority ca = Authority.create("CN=Bench CA");
        ThroughService through = new ThroughService(
                Engine.JDK,
                ca,
                ca.issue(Certificate.named("CN=server").dns(Sockets.NAME)),
                ca.issue(Certificate.named("CN=client")));
        URI page = through.monitored(Path.of(System.getProperty("ussl.bench.monitoring")), PROFILES, ca);
        try (Side side = Side.of(through, true)) {
            side.fullHandshakes(WARM_UP);
            int length = 0;
            for (int i = 0; i < WARM_UP; i++) {
                length = fetch(page);
            }
            long before = cpu();
            for (int i = 0; i < FETCHES; i++) {
                fetch(page);
            }
            double one = (cpu() - before) / (double) FETCHES;
            Round[] without = new Round[rounds];
            Round[] with = new Round[rounds];
            for (int i = 0; i < rounds; i++) {
                if (i % 2 == 0) { // So that a drift of the machine favours neither.
                    without[i] = round(side, () -> {});
                    with[i] = round(side, () -> fetch(page));
                } else {
                    with[i] = round(side, () -> fetch(page));
                    without[i] = round(side, () -> {});
                }
            }
            double[] ratios = resampled(without, with);
            double busy = median(Arrays.stream(without).mapToDouble(Round::busy).toArray());
            System.out.printf(
                    "Java %s, %d processors, %d profiles, a page of %d bytes once a second%n",
                    Runtime.version(), Runtime.getRuntime().availableProcessors(), PROFILES + 2, length);
            System.out.printf(
                    "full handshake, CPU of both ends: %.1f us without, %.1f us with; ratio %.4f (%.4f to %.4f)%n",
                    median(handshakes(without)) / 1_000,
                    median(handshakes(with)) / 1_000,
                    median(handshakes(with)) / median(handshakes(without)),
                    quantile(ratios, 0.025),
                    quantile(ratios, 0.975));
            System.out.printf(
                    "one fetch, CPU of both ends: %.1f us; once a second %.3f %% of what handshakes take (at most 1 %%)%n",
                    one / 1_000, 100 * one / SECOND / busy);
        }
        System.exit(0);
    }

    /** Something that is done in the middle of a round. */
    private interface Errand {
        void run() throws IOException;
    }

    /**
     * What a second has led to.
     *
     * @param handshake CPU time of each handshake, in nanoseconds
     * @param busy CPU time for each unit of time that passed
     */
    private record Round(double handshake, double busy) {}

    private static Round round(Side side, Errand errand) throws IOException {
        long cpu = cpu();
        long begin = System.nanoTime();
        int count = 0;
        boolean done = false;
        while (System.nanoTime() - begin < SECOND) {
            side.fullHandshakes(1);
            count++;
            if (!done && System.nanoTime() - begin > SECOND / 2) {
                errand.run();
                done = true;
            }
        }
        double used = cpu() - cpu;
        return new Round(used / count, used / (System.nanoTime() - begin));
    }

    private static int fetch(URI page) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes().length;
        }
    }

    private static long cpu() {
        return LongStream.of(THREADS.getThreadCpuTime(THREADS.getAllThreadIds()))
                .filter(time -> time > 0)
                .sum();
    }

    /** The ratio of the medians of rounds that are drawn anew from those measured (bootstrap). */
    private static double[] resampled(Round[] without, Round[] with) {
        Random random = new Random(1);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            int[] drawn = random.ints(without.length, 0, without.length).toArray();
            ratios[i] = median(Arrays.stream(drawn)
                            .mapToDouble(k -> with[k].handshake)
                            .toArray())
                    / median(Arrays.stream(drawn)
                            .mapToDouble(k -> without[k].handshake)
                            .toArray());
        }
        return ratios;
    }

    private static double[] handshakes(Round[] rounds) {
        return Arrays.stream(rounds).mapToDouble(Round::handshake).toArray();
    }

    private static double median(double[] values) {
        return quantile(values, 0.5);
    }

    private static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(q * (sorted.length - 1))];
    }
}
