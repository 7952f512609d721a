// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program of Debian's that runs beside the test. What it says, on both of its outputs, is kept and waited for; one
 * that ends before it has said so is not waited for any longer.
 */
final class Program implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final int PORTS = 10;

    private final List<String> command;
    private final Process process;
    private final StringBuilder said = new StringBuilder();
    private boolean ended;

    Program(List<String> command) throws IOException {
        this.command = command;
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread listener = new Thread(this::listen, "program-" + command.get(0));
        listener.setDaemon(true);
        listener.start();
    }

    /** Where this machine has a program; {@code null} if it has none of that name. */
    static String find(String name) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    /**
     * Starts a server that must be told its port. Between our look for a free one and its own somebody else may take
     * it: then it ends, and the next one is tried.
     *
     * @param listens what it says once it listens
     */
    static Server server(CommandOnPort command, String listens) throws IOException, InterruptedException {
        for (int i = 1; true; i++) {
            int port = freePort();
            Program program = new Program(command.on(port));
            try {
                program.await(listens);
                return new Server(program, port);
            } catch (AssertionError e) {
                program.close();
                if (i == PORTS) {
                    throw e;
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private void listen() {
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1)) {
            char[] buffer = new char[4096];
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                hear(new String(buffer, 0, n), false);
            }
        } catch (IOException e) {
            // Ended by us.
        }
        hear("", true);
    }

    private void hear(String text, boolean end) {
        synchronized (said) {
            said.append(text);
            ended |= end;
            said.notifyAll();
        }
    }

    /** Waits until it has said something that fits, and gives the match. */
    Matcher await(String expression) throws InterruptedException {
        Pattern pattern = Pattern.compile(expression);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (said) {
            while (true) {
                Matcher matcher = pattern.matcher(said.toString());
                if (matcher.find()) {
                    return matcher;
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || left <= 0) {
                    throw new AssertionError(command + " never said \"" + expression + "\" but:\n" + said);
                }
                said.wait(left);
            }
        }
    }

    /** Forgets what it has said, so that only what comes from here on is waited for. */
    void forget() {
        synchronized (said) {
            said.setLength(0);
        }
    }

    void tell(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        in.flush();
    }

    /** Closes its input, waits for its end and gives all that it has said. */
    String toTheEnd() throws IOException, InterruptedException {
        process.getOutputStream().close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (said) {
            while (!ended) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(command + " does not end; it said:\n" + said);
                }
                said.wait(left);
            }
            return said.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** A server that runs and the port that it listens on. */
    record Server(Program program, int port) {}

    @FunctionalInterface
    interface CommandOnPort {
        List<String> on(int port) throws IOException;
    }
}
