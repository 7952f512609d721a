// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program of Debian's that runs beside the test; what it says, on both of its outputs, is kept and waited for. */
final class Program implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final List<String> command;
    private final Process process;
    private final StringBuilder said = new StringBuilder();

    Program(String... command) throws IOException {
        this.command = List.of(command);
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread listener = new Thread(this::listen, "program-" + command[0]);
        listener.setDaemon(true);
        listener.start();
    }

    /** Whether this machine has a program. */
    static boolean isThere(String name) {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    private void listen() {
        try (var reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            char[] buffer = new char[4096];
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                synchronized (said) {
                    said.append(buffer, 0, n);
                    said.notifyAll();
                }
            }
        } catch (IOException e) {
            // Ended.
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
                if (left <= 0) {
                    throw new AssertionError(command + " never said \"" + expression + "\" but:\n" + said);
                }
                said.wait(left);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
