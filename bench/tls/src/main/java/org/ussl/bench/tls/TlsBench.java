// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** Runs the rounds and prints, for each kind of work, both sides and their ratio. */
public final class TlsBench {
    private static final OperatingSystemMXBean OS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private TlsBench() {}

    /**
     * Runs the benchmark.
     *
     * @param arguments the number of measured rounds
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Authority ca = Authority.create("CN=Bench CA");
        Identity server = ca.issue(Certificate.named("CN=localhost").dns("localhost"));
        Identity client = ca.issue(Certificate.named("CN=client"));
        try (Side byHand = Side.of(new ByHand(ca, server, client));
                Side service = Side.of(new ThroughService(ca, server, client))) {
            System.out.printf(
                    "Java %s, %d processors, mutual TLS 1.3, P-256, CPU time of both ends%n%n",
                    Runtime.version(), Runtime.getRuntime().availableProcessors());
            System.out.printf("%-18s %14s %14s   %s%n", "", "by hand", "service", "ratio: median (quartiles)");
            compare("full handshake", rounds, 50, byHand::fullHandshakes, service::fullHandshakes);
            compare("resumed handshake", rounds, 150, byHand::resumedHandshakes, service::resumedHandshakes);
            compare("16 KiB write", rounds, 5_000, byHand::writes, service::writes);
        }
        System.exit(0);
    }

    private static void compare(String name, int rounds, int count, Work byHand, Work service) throws Exception {
        for (int i = 0; i < 5; i++) { // Until the compiler has done its work, on both sides.
            byHand.run(count);
            service.run(count);
        }
        List<Double> hand = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            boolean handFirst = round % 2 == 0; // So that a drift of the machine favours neither side.
            double first = measure(handFirst ? byHand : service, count);
            double second = measure(handFirst ? service : byHand, count);
            hand.add(handFirst ? first : second);
            ours.add(handFirst ? second : first);
            ratios.add(ours.get(round) / hand.get(round));
        }
        System.out.printf(
                "%-18s %11.1f us %11.1f us   %.3f (%.3f to %.3f)%n",
                name,
                quantile(hand, 0.5),
                quantile(ours, 0.5),
                quantile(ratios, 0.5),
                quantile(ratios, 0.25),
                quantile(ratios, 0.75));
    }

    private static double measure(Work work, int count) throws Exception {
        System.gc(); // So that a round does not pay for the garbage of the one before.
        long before = OS.getProcessCpuTime();
        work.run(count);
        return (OS.getProcessCpuTime() - before) / 1_000.0 / count;
    }

    private static double quantile(List<Double> values, double q) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.round(q * (sorted.size() - 1)));
    }

    @FunctionalInterface
    private interface Work {
        void run(int count) throws Exception;
    }
}
