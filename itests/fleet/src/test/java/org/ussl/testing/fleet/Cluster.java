// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ussl.testing.engine.NatsServer;
import org.ussl.testing.engine.Relay;

/**
 * Three of Debian's nats-server with JetStream in a cluster on loopback. They listen on ports that the system chooses,
 * and are found through relays, whose ports nobody can take while a server is down.
 */
final class Cluster implements AutoCloseable {
    static final int SIZE = 3;

    private static final Path PROGRAM = Path.of("/usr/sbin/nats-server");
    private static final Pattern CLIENTS = Pattern.compile("\"nats\": *\\[ *\"nats://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern ROUTES = Pattern.compile("\"cluster\": *\\[ *\"nats://127\\.0\\.0\\.1:(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path folder;
    private final List<Relay> clients = new ArrayList<>();
    private final List<Relay> routes = new ArrayList<>();
    private final Process[] servers = new Process[SIZE];

    private Cluster(Path folder) {
        this.folder = folder;
    }

    /** Starts three over a folder. */
    static Cluster start(Path folder) throws IOException, InterruptedException {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        Cluster cluster = new Cluster(folder);
        try {
            for (int i = 0; i < SIZE; i++) {
                cluster.clients.add(new Relay());
                cluster.routes.add(new Relay());
            }
            for (int i = 0; i < SIZE; i++) {
                cluster.start(i);
            }
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts one; it has what it had. */
    void start(int number) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("n" + number));
        Path ports = Files.createTempDirectory(home, "ports");
        Path configuration = home.resolve("nats.conf");
        String all =
                routes.stream().map(relay -> "nats://127.0.0.1:" + relay.port()).collect(Collectors.joining(", "));
        Files.writeString(configuration, """
            server_name: n%d
            listen: 127.0.0.1:-1
            ports_file_dir: "%s"
            jetstream { store_dir: "%s" }
            cluster { name: test, listen: 127.0.0.1:-1, no_advertise: true, routes: [ %s ] }
            """.formatted(number, ports, home, all));
        Path log = folder.resolve("n" + number + ".log");
        Process process = new ProcessBuilder(PROGRAM.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        servers[number] = process;
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            String said = content(ports);
            Matcher client = CLIENTS.matcher(said);
            Matcher route = ROUTES.matcher(said);
            if (client.find() && route.find()) {
                routes.get(number).to(Integer.parseInt(route.group(1)));
                clients.get(number).to(Integer.parseInt(client.group(1)));
                return;
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        throw new IOException("nats-server does not start: " + Files.readString(log));
    }

    private static String content(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            text.append(Files.readString(file));
        }
        return text.toString();
    }

    /** The number of the server with this name, such as {@code n1}. */
    static int number(String name) {
        return Integer.parseInt(name.substring(1));
    }

    /** As {@code kill -9}. */
    void kill(int number) throws InterruptedException {
        servers[number].destroyForcibly().waitFor();
        routes.get(number).away();
        clients.get(number).away();
    }

    /** The network between clients and a server. */
    Relay network(int number) {
        return clients.get(number);
    }

    /** Where clients find the servers, also after they were down; a certain one first. */
    String[] urls(int first) {
        return IntStream.range(0, SIZE)
                .mapToObj(i -> "nats://127.0.0.1:" + network((first + i) % SIZE).port())
                .toArray(String[]::new);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Process server : servers) {
            if (server != null) {
                server.destroyForcibly().waitFor();
            }
        }
        for (Relay relay : clients) {
            relay.close();
        }
        for (Relay relay : routes) {
            relay.close();
        }
    }
}
