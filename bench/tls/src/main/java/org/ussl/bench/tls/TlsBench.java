// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/**
 * Runs small rounds of both sides in turn and prints the ratio of their medians. What is counted is the CPU time of all
 * Java threads, in nanoseconds; the process's own counter goes in steps of 10 ms and includes the compiler. What the
 * collector would cost shows in the bytes allocated.
 */
public final class TlsBench {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Rounds that both sides run unmeasured, until the compiler has done its work. */
    private static final int WARM_UP = 150;

    private static final int RESAMPLES = 2_000;

    private TlsBench() {}

    /**
     * Runs the benchmark.
     *
     * @param arguments the number of measured rounds, then the engines ({@code jdk}, {@code bc}, {@code conscrypt})
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Authority ca = Authority.create("CN=Bench CA");
        Identity server =
                ca.issue(Certificate.named("CN=server").dns(Sockets.NAME).dns("*" + Sockets.FRESH));
        Identity client = ca.issue(Certificate.named("CN=client"));
        System.out.printf(
                "Java %s, %d processors, mutual TLS 1.3, P-256, CPU time of both ends%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors());
        for (String argument : Arrays.asList(arguments).subList(1, arguments.length)) {
            Engine engine = Engine.valueOf(argument.toUpperCase(Locale.ROOT));
            boolean jdks = engine == Engine.JDK;
            ThroughService through = new ThroughService(engine, ca, server, client);
            try (Side service = Side.of(through, jdks)) {
                try (Side byHand = Side.of(ByHand.carefully(engine, ca, server, client), jdks)) {
                    title(engine + ": made by hand once", "service");
                    compare("full handshake", rounds, 4, byHand::fullHandshakes, service::fullHandshakes);
                    if (through.resumed() > 0) {
                        throw new IllegalStateException(through.resumed() + " full handshakes were none");
                    }
                    compare("resumed handshake", rounds, 10, byHand::resumedHandshakes, service::resumedHandshakes);
                    compare("16 KiB write", rounds, 500, byHand::writes, service::writes);
                }
                try (Side anew = Side.of(ByHand.anewEachTime(engine, ca, server, client), jdks)) {
                    title(engine + ": made anew each time", "service");
                    compare("reconnection", rounds, 1, anew::resumedHandshakes, service::resumedHandshakes);
                }
                if (!jdks) {
                    // By hand, because two services in one JVM would take each other's signatures.
                    try (Side jdk = Side.of(ByHand.carefully(Engine.JDK, ca, server, client), false)) {
                        title("JDK by hand", "service on " + engine);
                        compare("full handshake", rounds, 4, jdk::fullHandshakes, service::fullHandshakes);
                        compare("16 KiB write", rounds, 500, jdk::writes, service::writes);
                    }
                }
            }
        }
        System.exit(0);
    }

    private static void title(String one, String other) {
        System.out.printf("%n%-18s %28s %20s   %-28s %s%n", "", one, other, "ratio (95% interval)", "allocated");
    }

    private static void compare(String name, int rounds, int count, Work byHand, Work service) throws Exception {
        for (int round = 0; round < WARM_UP; round++) {
            byHand.run(count);
            service.run(count);
        }
        Sample[] hand = new Sample[rounds];
        Sample[] ours = new Sample[rounds];
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) { // So that a drift of the machine favours neither side.
                hand[round] = measure(byHand, count);
                ours[round] = measure(service, count);
            } else {
                ours[round] = measure(service, count);
                hand[round] = measure(byHand, count);
            }
        }
        double[] ratios = resampled(hand, ours);
        System.out.printf(
                "%-18s %25.1f us %17.1f us   %.3f (%.3f to %.3f)       %.3f%n",
                name,
                median(cpu(hand)) / 1_000,
                median(cpu(ours)) / 1_000,
                median(cpu(ours)) / median(cpu(hand)),
                quantile(ratios, 0.025),
                quantile(ratios, 0.975),
                median(allocated(ours)) / median(allocated(hand)));
    }

    private static Sample measure(Work work, int count) throws Exception {
        Sample before = now();
        work.run(count);
        Sample after = now();
        return new Sample((after.cpu - before.cpu) / count, (after.allocated - before.allocated) / count);
    }

    private static Sample now() {
        long[] ids = THREADS.getAllThreadIds();
        return new Sample(
                LongStream.of(THREADS.getThreadCpuTime(ids)).filter(t -> t > 0).sum(),
                LongStream.of(THREADS.getThreadAllocatedBytes(ids))
                        .filter(b -> b > 0)
                        .sum());
    }

    /** The ratio of the medians of rounds that are drawn anew from those measured (bootstrap). */
    private static double[] resampled(Sample[] hand, Sample[] ours) {
        Random random = new Random(1);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double[] one = new double[hand.length];
            double[] other = new double[hand.length];
            for (int k = 0; k < hand.length; k++) {
                int drawn = random.nextInt(hand.length);
                one[k] = hand[drawn].cpu;
                other[k] = ours[drawn].cpu;
            }
            ratios[i] = median(other) / median(one);
        }
        return ratios;
    }

    private static double[] cpu(Sample[] samples) {
        return Arrays.stream(samples).mapToDouble(Sample::cpu).toArray();
    }

    private static double[] allocated(Sample[] samples) {
        return Arrays.stream(samples).mapToDouble(Sample::allocated).toArray();
    }

    private static double median(double[] values) {
        return quantile(values, 0.5);
    }

    private static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(q * (sorted.length - 1))];
    }

    /** Nanoseconds and bytes. */
    private record Sample(double cpu, double allocated) {}

    @FunctionalInterface
    private interface Work {
        void run(int count) throws Exception;
    }
}
