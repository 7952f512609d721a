// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;

/**
 * The terminal at which the operator sits. Java has a console only where standard output is a terminal as well, and a
 * card goes to a file; so the system's terminal is asked then, as ssh does.
 */
final class Terminal {

    private static final File DEVICE = new File("/dev/tty");
    private static final int LONGEST = 1024;

    private Terminal() {}

    /** Asks, and does not show the answer; the caller clears it. Absent if there is no terminal. */
    static Optional<char[]> askSecretly(String question) throws IOException {
        Console console = System.console();
        // The start script has asked the system: Java's own answer changed from 17 to 22.
        if (console != null && (Boolean.getBoolean("ussl.terminal") || !DEVICE.exists())) {
            return Optional.ofNullable(console.readPassword(question));
        }
        Optional<String> mode = stty("-g");
        if (mode.isEmpty()) {
            return Optional.empty();
        }
        // Ctrl-C at the question must not leave a terminal behind that shows nothing.
        Thread restore = new Thread(() -> stty(mode.get()), "ussl-fleet-terminal");
        Runtime.getRuntime().addShutdownHook(restore);
        try (InputStream in = Files.newInputStream(DEVICE.toPath());
                OutputStream out = Files.newOutputStream(DEVICE.toPath())) {
            if (stty("-echo").isEmpty()) {
                return Optional.empty();
            }
            out.write(question.getBytes(StandardCharsets.UTF_8));
            Optional<char[]> answer = line(in);
            out.write('\n');
            return answer;
        } finally {
            stty(mode.get());
            Runtime.getRuntime().removeShutdownHook(restore);
        }
    }

    private static Optional<char[]> line(InputStream in) throws IOException {
        byte[] line = new byte[LONGEST];
        int length = 0;
        try {
            for (int next = in.read(); next != '\n' && length < LONGEST; next = in.read()) {
                if (next < 0) {
                    return Optional.empty();
                }
                line[length++] = (byte) next;
            }
            CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line, 0, length));
            char[] answer = new char[text.remaining()];
            text.get(answer);
            Arrays.fill(text.array(), ' ');
            return Optional.of(answer);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** What the system's stty says of the terminal, or does to it; absent if there is no terminal. */
    private static Optional<String> stty(String word) {
        try {
            Process process = new ProcessBuilder("stty", word)
                    .redirectInput(DEVICE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor() == 0 ? Optional.of(said.strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
