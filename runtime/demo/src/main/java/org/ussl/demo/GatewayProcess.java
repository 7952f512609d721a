// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway, started with its own start script, and all that it ever writes to its console. */
final class GatewayProcess implements AutoCloseable {
    /**
     * Ctrl-C at the demo's terminal goes to all that run there, and when a gateway ends is ours to say. If the demo is
     * killed, nobody says it: so the gateway is watched by one who does.
     */
    private static final String ENDING_WITH_US =
            "trap '' INT; (while kill -0 $$; do kill -0 \"$1\" || kill $$; sleep 1;"
                    + " done) </dev/null >/dev/null 2>&1 & shift; exec \"$@\"";

    private static final int LAST_WORDS = 20;
    private static final Duration LAST_MOMENT = Duration.ofSeconds(30);
    private static final Duration START = Duration.ofSeconds(90);
    private static final Pattern PASSWORD =
            Pattern.compile("Log in as \"(\\w+)\"[^\\n]*\\R\\s+(\\S+)", Pattern.MULTILINE);
    private static final Pattern UP = Pattern.compile("is up in ([0-9.]+) s: FTP on ([0-9.]+):(\\d+)");

    private final Process process;
    private final Thread reader;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    GatewayProcess(Path script, Path conf, Path data, Path deploy) throws IOException {
        process = new ProcessBuilder(List.of(
                        "/bin/sh",
                        "-c",
                        ENDING_WITH_US,
                        "gateway",
                        Long.toString(ProcessHandle.current().pid()),
                        script.toString(),
                        "run",
                        "--shell",
                        "--port",
                        "0",
                        "--conf",
                        conf.toString(),
                        "--data",
                        data.toString(),
                        "--deploy",
                        deploy.toString()))
                .redirectErrorStream(true)
                .start();
        reader = new Thread(this::read, "demo-gateway-console");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits until it is up, and logs in with the password that the first start has shown on the console. */
    DropBox logIn() throws IOException, InterruptedException, DemoFailure {
        Matcher up = await(0, UP, START);
        Matcher password = await(0, PASSWORD, START);
        return new DropBox(up.group(2), Integer.parseInt(up.group(3)), password.group(1), password.group(2));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it said last, for somebody who looks for a fault. */
    List<String> lastWords() {
        List<String> lines =
                new String(console(), StandardCharsets.UTF_8).lines().toList();
        return lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size());
    }

    /** What the console has said so far, in bytes. */
    byte[] console() {
        synchronized (console) {
            return console.toByteArray();
        }
    }

    /** Where the console's text ends at the moment. */
    int mark() {
        synchronized (console) {
            return console.size();
        }
    }

    /** Waits until the console has said something after a mark. */
    Matcher await(int mark, Pattern pattern, Duration deadline) throws InterruptedException, DemoFailure {
        long end = System.nanoTime() + deadline.toNanos();
        synchronized (console) {
            while (true) {
                Matcher matcher = pattern.matcher(text(mark));
                if (matcher.find()) {
                    return matcher;
                }
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0 || (!process.isAlive() && !reader.isAlive())) {
                    throw new DemoFailure("the gateway's console did not say \"" + pattern + "\" within "
                            + deadline.toSeconds() + " s; it said:\n" + text(mark));
                }
                console.wait(Math.min(left, 200));
            }
        }
    }

    /** Types a line into the shell. */
    void type(String command) throws IOException {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /**
     * Sends SIGTERM.
     *
     * @return the exit status
     */
    int stop(Duration deadline) throws InterruptedException, DemoFailure {
        process.destroy();
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new DemoFailure("the gateway did not stop within " + deadline.toMillis() + " ms of SIGTERM");
        }
        reader.join(1000);
        return process.exitValue();
    }

    @Override
    public void close() {
        // Its files can be removed once it writes no more.
        process.destroyForcibly()
                .onExit()
                .completeOnTimeout(process, LAST_MOMENT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private String text(int mark) {
        byte[] bytes = console.toByteArray();
        return new String(bytes, mark, bytes.length - mark, StandardCharsets.UTF_8);
    }

    private void read() {
        byte[] buffer = new byte[8192];
        try (InputStream output = process.getInputStream()) {
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                synchronized (console) {
                    console.write(buffer, 0, count);
                    console.notifyAll();
                }
            }
        } catch (IOException e) {
            // The process ended: what waits for its words will find out.
        }
        synchronized (console) {
            console.notifyAll();
        }
    }
}
