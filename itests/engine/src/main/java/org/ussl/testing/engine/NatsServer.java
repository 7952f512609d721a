// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.engine;

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
import java.util.stream.Stream;

/** Debian's nats-server with JetStream on loopback, on a port that the system chooses. */
public final class NatsServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/nats-server");
    private static final Pattern PORT = Pattern.compile("(?:nats|tls)://127\\.0\\.0\\.1:(\\d+)");
    /** The server writes it before it says that it is ready, and nowhere else. */
    private static final Pattern LEAFS = Pattern.compile("leafnode connections on 127\\.0\\.0\\.1:(\\d+)");

    private static final String LOG = "log";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path folder;
    private final int port;

    private NatsServer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Whether the program is on this machine.
     *
     * @return true if it is
     */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /**
     * Starts one over a folder, which keeps its buckets from one start to the next.
     *
     * @param folder the folder, which exists
     * @param more further words of its command line
     * @return the server, which takes connections
     * @throws IOException if it does not start
     * @throws InterruptedException if the caller is interrupted
     */
    public static NatsServer start(Path folder, String... more) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("-js", "-sd", folder.toString()));
        words.addAll(List.of(more));
        return start(folder, words);
    }

    /**
     * Starts one that takes leaf nodes, too, as docs/fleet.md has it.
     *
     * @param folder the folder, which exists
     * @return the server, which takes connections
     * @throws IOException if it does not start
     * @throws InterruptedException if the caller is interrupted
     */
    public static NatsServer startHub(Path folder) throws IOException, InterruptedException {
        Path configuration = Files.writeString(folder.resolve("hub.conf"), """
            jetstream { domain: hub, store_dir: "%s" }
            leafnodes { listen: "127.0.0.1:-1" }
            """.formatted(folder));
        return start(folder, List.of("-c", configuration.toString()));
    }

    /**
     * Starts a leaf node, which has nothing of its own, as docs/fleet.md has it.
     *
     * @param folder the folder, which exists
     * @param hub the port of 127.0.0.1 where its hub takes leaf nodes
     * @return the server, which takes connections, whether it has found its hub or not
     * @throws IOException if it does not start
     * @throws InterruptedException if the caller is interrupted
     */
    public static NatsServer startLeaf(Path folder, int hub) throws IOException, InterruptedException {
        Path configuration = Files.writeString(folder.resolve("leaf.conf"), """
            leafnodes { remotes: [ { url: "nats-leaf://127.0.0.1:%d" } ] }
            mappings { "$JS.API.>": "$JS.hub.API.>", "$KV.>": "$JS.hub.API.$KV.>" }
            """.formatted(hub));
        return start(folder, List.of("-c", configuration.toString()));
    }

    private static NatsServer start(Path folder, List<String> more) throws IOException, InterruptedException {
        Path ports = Files.createTempDirectory(folder, "ports");
        List<String> words = new ArrayList<>(List.of(PROGRAM.toString(), "-a", "127.0.0.1", "-p", "-1"));
        words.addAll(List.of("--ports_file_dir", ports.toString()));
        words.addAll(more);
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(LOG).toFile())
                .start();
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            Matcher matcher = PORT.matcher(content(ports));
            if (matcher.find()) {
                return new NatsServer(process, folder, Integer.parseInt(matcher.group(1)));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        process.destroyForcibly().waitFor();
        throw new IOException("nats-server does not start: " + Files.readString(folder.resolve(LOG)));
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

    /**
     * Where it is.
     *
     * @return an address that clients take
     */
    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    /**
     * Its port.
     *
     * @return the port, on 127.0.0.1
     */
    public int port() {
        return port;
    }

    /**
     * Where a hub takes leaf nodes.
     *
     * @return the port, on 127.0.0.1
     * @throws IOException if it takes none
     */
    public int leafPort() throws IOException {
        Matcher matcher = LEAFS.matcher(Files.readString(folder.resolve(LOG)));
        if (!matcher.find()) {
            throw new IOException("no hub: " + folder);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Kills it. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
