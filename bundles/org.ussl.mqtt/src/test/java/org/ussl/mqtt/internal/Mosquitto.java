// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ussl.testing.pki.Identity;

/** Debian's mosquitto as a process of its own, with mutual TLS and its state on disk, and its own subscriber. */
final class Mosquitto implements AutoCloseable {
    private static final Path BROKER = Path.of("/usr/sbin/mosquitto");
    private static final Path SUBSCRIBER = Path.of("/usr/bin/mosquitto_sub");

    private final Path folder;
    private final List<Process> subscribers = new ArrayList<>();
    final int port;
    private Process process;

    static boolean isInstalled() {
        return Files.isExecutable(BROKER) && Files.isExecutable(SUBSCRIBER);
    }

    Mosquitto(Path folder, TestPki pki) throws IOException, InterruptedException {
        this.folder = folder;
        Identity watcher = pki.client("watcher");
        Files.write(folder.resolve("ca.pem"), pki.ca.pem());
        Files.write(folder.resolve("cert.pem"), pki.broker.chainPem());
        Files.write(folder.resolve("key.pem"), pki.broker.keyPem());
        Files.write(folder.resolve("watcher-cert.pem"), watcher.chainPem());
        Files.write(folder.resolve("watcher-key.pem"), watcher.keyPem());
        port = freePort();
        Files.writeString(folder.resolve("mosquitto.conf"), """
                listener %2$d 127.0.0.1
                cafile %1$s/ca.pem
                certfile %1$s/cert.pem
                keyfile %1$s/key.pem
                require_certificate true
                allow_anonymous true
                user root
                max_queued_messages 0
                persistence true
                persistence_location %1$s/
                autosave_on_changes true
                autosave_interval 1
                log_dest stderr
                """.formatted(folder, port));
        start();
    }

    /** One below those that the system gives to whoever connects, or a client could get it while the broker is down. */
    private static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(10_000, 30_000);
            try (ServerSocket free = new ServerSocket(candidate, 1, InetAddress.getByName("127.0.0.1"))) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one.
            }
        }
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        BROKER.toString(),
                        "-c",
                        folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .start();
        expect(lines(process), " running");
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Everything that arrives at a topic, as the broker gives it to mosquitto_sub, whatever happens to the broker. */
    BlockingQueue<String> watch(String filter, int qos) throws IOException, InterruptedException {
        // Version 2.0.11 ends with "Protocol error" when its connection breaks while it writes: the shell starts it
        // again, on the same session. It keeps lines back when its output is a pipe; stdbuf is part of coreutils.
        Process subscriber = new ProcessBuilder(
                        "sh", "-c", """
                        while ! stdbuf -oL %s -h localhost -p %d --cafile ca.pem \\
                            --cert watcher-cert.pem --key watcher-key.pem \\
                            -i watcher-%d -c -q %d -t '%s' -d -F 'message %%p'
                        do
                            sleep 0.1
                        done
                        """.formatted(SUBSCRIBER, port, subscribers.size(), qos, filter))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        subscribers.add(subscriber);
        BlockingQueue<String> lines = lines(subscriber);
        expect(lines, "Subscribed");
        return lines;
    }

    private static void expect(BlockingQueue<String> lines, String text) throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        String line;
        do {
            line = lines.poll(Gateway.SECONDS, TimeUnit.SECONDS);
            seen.append(line).append('\n');
        } while (line != null && !line.contains(text));
        if (line == null) {
            throw new AssertionError("no \"" + text + "\" in:\n" + seen);
        }
    }

    private static BlockingQueue<String> lines(Process process) {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            lines.add(line);
                        }
                    } catch (IOException expected) {
                        // The process was killed.
                    }
                },
                "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    @Override
    public void close() throws InterruptedException {
        for (Process subscriber : subscribers) {
            List<ProcessHandle> all = Stream.concat(Stream.of(subscriber.toHandle()), subscriber.descendants())
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            subscriber.waitFor();
        }
        kill();
    }
}
