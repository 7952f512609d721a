// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.fleet;

import com.sun.management.OperatingSystemMXBean;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatcher;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ussl.example.store.internal.MemoryStore;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.engine.FleetBucket;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import org.ussl.testing.fleet.Operator;
import org.ussl.testing.fleet.RememberedMarks;
import org.ussl.testing.fleet.SimulatedGateway;

/** Many gateways in one JVM on a cluster that runs: what a push to all of them takes. See bench/fleet.sh. */
public final class FleetBench {
    private static final String FLEET = "bench";
    private static final String PROFILE = "default";
    private static final Duration PRESENCE = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final PrintStream OUT = System.out;

    private final int count;
    private final int perSecond;
    private final int reached;
    private final Path home;
    private final Wire wire;
    private final Servers servers;
    private final Operator operator = new Operator(FLEET, SoftwareKeys.generate("operator"));
    private final List<SimulatedGateway> gateways = new ArrayList<>();
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final AtomicLong operatorNanos = new AtomicLong();
    private volatile RollOut rollOut = new RollOut(PROFILE, List.of(), List.of());

    private FleetBench(int count, int perSecond, int reached, List<String> urls, List<Long> pids, Path home)
            throws Exception {
        this.home = home;
        this.count = count;
        this.perSecond = perSecond;
        this.reached = reached;
        this.wire = new Wire(urls);
        this.servers = new Servers(pids);
    }

    /**
     * Arguments: gateways, pushes a second, how many of the gateways are pushed to, URLs with commas, process ids of
     * the servers with commas, a folder.
     */
    public static void main(String[] args) {
        int status = 1;
        try {
            new FleetBench(
                            Integer.parseInt(args[0]),
                            Integer.parseInt(args[1]),
                            Integer.parseInt(args[2]),
                            List.of(args[3].split(",")),
                            Stream.of(args[4].split(",")).map(Long::valueOf).toList(),
                            Path.of(args[5]))
                    .run();
            status = 0;
        } catch (Exception e) {
            e.printStackTrace(OUT);
        }
        System.exit(status); // Gateways are not taken down one by one.
    }

    private void run() throws Exception {
        OUT.printf(
                Locale.ROOT,
                "%d gateways, %d of them pushed to, Java %s, servers: %d%n",
                count,
                reached,
                Runtime.version(),
                servers.pids().size());
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            connections.add(Nats.connect(wire.operator().build()));
        }
        connections
                .get(0)
                .keyValueManagement()
                .create(FleetBucket.of(FLEET).replicas(servers.pids().size()).build());
        make();
        long[] revisions = new long[reached];
        rollOut = rollOut(1, 0);
        watchReports(Nats.connect(wire.operator().build()));
        connect();
        measure("first push, as fast as it goes", connections, 0, revisions);
        rollOut = rollOut(2, 1);
        measure("renewal, " + perSecond + " a second", connections, perSecond, revisions);
        OUT.printf(Locale.ROOT, "  servers' memory: %s%n", servers.residentMegabytes());
        idle();
    }

    private void idle() throws Exception {
        double serversBefore = servers.cpuSeconds();
        long cpu = process.getProcessCpuTime();
        long bytes = wire.bytes();
        Thread.sleep(IDLE.toMillis());
        double minutes = IDLE.toMillis() / 60_000.0;
        OUT.printf(
                Locale.ROOT,
                "idle: a gateway and minute: %.2f ms CPU, servers %.2f ms, %.0f bytes%n",
                (process.getProcessCpuTime() - cpu) / 1e6 / count / minutes,
                (servers.cpuSeconds() - serversBefore) * 1e3 / count / minutes,
                (wire.bytes() - bytes) / minutes / count);
    }

    private void make() throws Exception {
        System.gc();
        long heap = memory.getHeapMemoryUsage().getUsed();
        for (int i = 0; i < count; i++) {
            int number = i;
            MemoryStore store = new MemoryStore();
            store.subscribe(profile -> rollOut.changed(number));
            gateways.add(new SimulatedGateway(
                    FLEET,
                    SoftwareKeys.generate("gw-" + i),
                    () -> List.of(operator.party()),
                    store,
                    new RememberedMarks(),
                    new ReportFolder(Files.createDirectories(home.resolve("gw-" + i))),
                    PRESENCE,
                    wire::threads));
        }
        System.gc();
        OUT.printf(
                Locale.ROOT,
                "  heap before the connection: %.1f KB a gateway%n",
                (memory.getHeapMemoryUsage().getUsed() - heap) / 1024.0 / count);
    }

    private RollOut rollOut(long number, long previous) throws Exception {
        List<Operator.Push> pushes = new ArrayList<>();
        long cpu = threadNanos();
        for (SimulatedGateway gateway : gateways.subList(0, reached)) {
            Party party = gateway.party();
            pushes.add(operator.seal(party, PROFILE, number, previous, operator.issue(party)));
        }
        OUT.printf(
                Locale.ROOT,
                "  sealed by the operator: %.2f ms CPU a gateway, key and certificate made included, %d bytes%n",
                (threadNanos() - cpu) / 1e6 / reached,
                pushes.get(0).value().length);
        return new RollOut(PROFILE, gateways.subList(0, reached), pushes);
    }

    private void connect() throws Exception {
        double serversBefore = servers.cpuSeconds();
        long cpu = process.getProcessCpuTime();
        long bytes = wire.bytes();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int number = i;
            gateways.get(i).connect(() -> wire.gateway(number));
        }
        awaitAll();
        OUT.printf(
                Locale.ROOT,
                "connect and look: %.1f s for all; a gateway: %.2f ms CPU, servers %.2f ms, %d bytes%n",
                (System.nanoTime() - start) / 1e9,
                (process.getProcessCpuTime() - cpu) / 1e6 / count,
                (servers.cpuSeconds() - serversBefore) * 1e3 / count,
                (wire.bytes() - bytes) / count);
        System.gc();
        OUT.printf(
                Locale.ROOT,
                "  heap with it: %.1f KB a gateway; servers' memory: %s%n",
                memory.getHeapMemoryUsage().getUsed() / 1024.0 / count,
                servers.residentMegabytes());
    }

    private void awaitAll() throws InterruptedException {
        while (!gateways.stream().allMatch(SimulatedGateway::isConnected)) {
            Thread.sleep(100);
        }
    }

    private void measure(String title, List<Connection> connections, int rate, long[] revisions) throws Exception {
        double serversBefore = servers.cpuSeconds();
        long operatorBefore = operatorNanos.get();
        long cpu = process.getProcessCpuTime();
        long bytes = wire.bytes();
        long start = System.nanoTime();
        rollOut.run(connections, FLEET, rate, revisions, operator);
        double seconds = (System.nanoTime() - start) / 1e9;
        double all = (process.getProcessCpuTime() - cpu) / 1e6 / reached;
        double opened = (operatorNanos.get() - operatorBefore) / 1e6 / reached;
        OUT.printf(
                Locale.ROOT,
                "%s: %d in use and reported after %.1f s (%.0f a second)%n",
                title,
                reached,
                seconds,
                reached / seconds);
        OUT.printf(Locale.ROOT, "  push to use:    %s%n", spread(rollOut.toUse()));
        OUT.printf(Locale.ROOT, "  push to report: %s%n", spread(rollOut.toReport()));
        OUT.printf(
                Locale.ROOT,
                "  a gateway: %.2f ms CPU (and the operator %.2f ms for its report), servers %.2f ms, %d bytes%n",
                all - opened,
                opened,
                (servers.cpuSeconds() - serversBefore) * 1e3 / reached,
                (wire.bytes() - bytes) / reached);
    }

    private void watchReports(Connection connection) throws Exception {
        connection.keyValue(FLEET).watch(BucketKeys.reports(), new KeyValueWatcher() {
            @Override
            public void watch(KeyValueEntry entry) {
                long cpu = threadNanos();
                RollOut now = rollOut;
                try {
                    Party gateway = now.gateway(
                                    BucketKeys.gatewayOf(entry.getKey()).orElseThrow())
                            .party();
                    now.reported(operator.open(entry, gateway, PROFILE));
                } catch (Exception e) {
                    throw new IllegalStateException("a report of " + entry.getKey() + " cannot be opened", e);
                }
                operatorNanos.addAndGet(threadNanos() - cpu);
            }

            @Override
            public void endOfData() {}
        });
    }

    private static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static String spread(double[] sorted) {
        return LongStream.of(50, 90, 99)
                        .mapToObj(percent -> String.format(
                                Locale.ROOT, "p%d %.0f ms", percent, sorted[(int) (sorted.length * percent / 100)]))
                        .reduce((a, b) -> a + ", " + b)
                        .orElseThrow()
                + String.format(
                        Locale.ROOT,
                        ", most %.0f ms",
                        Arrays.stream(sorted).max().orElseThrow());
    }
}
