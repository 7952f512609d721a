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
    private final Process process;
    private final Thread reader;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    GatewayProcess(Path script, Path conf, Path data, Path deploy) throws IOException {
        process = new ProcessBuilder(List.of(
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
        process.destroyForcibly();
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
