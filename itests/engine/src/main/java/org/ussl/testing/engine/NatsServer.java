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
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private NatsServer(Process process, int port) {
        this.process = process;
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
        Path ports = Files.createTempDirectory(folder, "ports");
        List<String> words = new ArrayList<>(List.of(PROGRAM.toString(), "-a", "127.0.0.1", "-p", "-1", "-js"));
        words.addAll(List.of("--ports_file_dir", ports.toString(), "-sd", folder.toString()));
        words.addAll(List.of(more));
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            Matcher matcher = PORT.matcher(content(ports));
            if (matcher.find()) {
                return new NatsServer(process, Integer.parseInt(matcher.group(1)));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        process.destroyForcibly().waitFor();
        throw new IOException("nats-server does not start: " + Files.readString(folder.resolve("log")));
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

    /** Kills it. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
