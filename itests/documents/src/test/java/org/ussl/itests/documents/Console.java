// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.documents;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A gateway that runs in the foreground and is typed to. */
final class Console implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final BufferedWriter in;
    private final StringBuilder out = new StringBuilder();
    private int commands;

    Console(Process process) {
        this.process = process;
        in = process.outputWriter();
        Thread reader = new Thread(this::read, "gateway-console");
        reader.setDaemon(true);
        reader.start();
    }

    static long patience() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    /** The first group of what it shows, now or soon. */
    String shows(String pattern) throws InterruptedException {
        return find(Pattern.compile(pattern, Pattern.MULTILINE), 0).group(1);
    }

    /** Types a command, and gives what it prints. */
    String run(String command) throws Exception {
        int from;
        synchronized (out) {
            from = out.length();
        }
        commands++;
        in.write(command + "\necho end-of-\"" + commands + "\"\n");
        in.flush();
        Matcher end = find(Pattern.compile("end-of-" + commands), from);
        synchronized (out) {
            return out.substring(from, end.start());
        }
    }

    private Matcher find(Pattern wanted, int from) throws InterruptedException {
        long end = patience();
        synchronized (out) {
            while (true) {
                Matcher matcher = wanted.matcher(out.toString());
                if (matcher.find(from)) {
                    return matcher;
                }
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new AssertionError("no " + wanted + " on the console: " + out);
                }
                out.wait(1000);
            }
        }
    }

    private void read() {
        try (InputStream console = process.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int length = console.read(buffer); length >= 0; length = console.read(buffer)) {
                append(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            append("console closed: " + e);
        }
    }

    private void append(String text) {
        synchronized (out) {
            out.append(text);
            out.notifyAll();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }
}
