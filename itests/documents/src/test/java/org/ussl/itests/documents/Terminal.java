// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A terminal of the system's in which somebody has typed one command: what it shows, and what is typed while it runs.
 * By script of Debian's bsdutils, so that the command asks and is interrupted as at a desk.
 */
final class Terminal implements AutoCloseable {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final long PATIENCE_SECONDS = 120;
    private static final int CTRL_C = 3;

    private final String command;
    private final Process process;
    private final OutputStream keyboard;
    private final StringBuilder screen = new StringBuilder(); // guarded by itself
    private boolean ended; // guarded by screen

    Terminal(Path folder, Map<String, String> environment, String command) throws IOException {
        this.command = command;
        ProcessBuilder builder = new ProcessBuilder(
                        SCRIPT.toString(),
                        "--quiet",
                        "--return",
                        "--echo",
                        "always",
                        "--command",
                        // A shell that is typed to stays out of a Ctrl-C, and this one would end by it. A build that
                        // was
                        // started in the background has Ctrl-C ignored, and would pass that on.
                        "exec env --default-signal=INT " + command,
                        "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        keyboard = process.getOutputStream();
        Thread reader = new Thread(this::read, "terminal");
        reader.setDaemon(true);
        reader.start();
    }

    static boolean isInstalled() {
        return Files.isExecutable(SCRIPT);
    }

    /** Waits until it shows something; the first that fits. */
    Matcher await(Pattern wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (screen) {
            while (true) {
                Matcher matcher = wanted.matcher(screen.toString());
                if (matcher.find()) {
                    return matcher;
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (ended || left <= 0) {
                    throw new AssertionError("no \"" + wanted + "\" of: " + command + "\n" + screen);
                }
                screen.wait(left);
            }
        }
    }

    void await(String wanted) throws InterruptedException {
        await(Pattern.compile(Pattern.quote(wanted)));
    }

    void type(String line) throws IOException {
        keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    void interrupt() throws IOException {
        keyboard.write(CTRL_C);
        keyboard.flush();
    }

    /** Waits for the command's end; its exit status. */
    int status() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("does not end: " + command + "\n" + shown());
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (screen) {
            while (!ended && System.nanoTime() < end) {
                screen.wait(TimeUnit.SECONDS.toMillis(1));
            }
        }
        return process.exitValue();
    }

    /** All that it has shown up to now. */
    String shown() {
        synchronized (screen) {
            return screen.toString();
        }
    }

    /** What runs in it. */
    List<ProcessHandle> processes() {
        return process.descendants().toList();
    }

    private void read() {
        byte[] buffer = new byte[8192];
        try (InputStream output = process.getInputStream()) {
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                append(new String(buffer, 0, count, StandardCharsets.UTF_8), false);
            }
            append("", true);
        } catch (IOException e) {
            append("terminal closed: " + e, true);
        }
    }

    private void append(String text, boolean end) {
        synchronized (screen) {
            screen.append(text);
            ended = end;
            screen.notifyAll();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        // The command alone: the demo takes its gateways and files along, and script would not wait for that.
        process.children().forEach(ProcessHandle::destroy);
        process.onExit()
                .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }
}
