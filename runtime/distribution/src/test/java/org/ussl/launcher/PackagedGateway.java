// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution's folder as a process, started like an operator does it. */
final class PackagedGateway implements AutoCloseable {
    static final String UP = "ussl gateway is up in [0-9.]+ s: FTP on 127\\.0\\.0\\.1:(\\d+)";

    static final Path HOME = Path.of(System.getProperty("ussl.distribution"));

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> heard = new ArrayList<>();

    PackagedGateway(String... options) throws IOException {
        this(Map.of(), options);
    }

    PackagedGateway(Map<String, String> environment, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("gateway").toString(), "run"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process = builder.start();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader output = process.inputReader()) {
                        output.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException e) {
                        lines.add("console closed: " + e);
                    }
                },
                "gateway-console");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits for a line of the console; lines before it are skipped. */
    Matcher await(String pattern) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        Pattern wanted = Pattern.compile(pattern);
        while (true) {
            String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("no \"" + pattern + "\" on the console, but " + heard);
            }
            heard.add(line);
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
    }

    /** Reads the password that a first start shows, and where FTP is. */
    Login login() throws InterruptedException {
        Matcher first = await(UP + "|Log in as \"(\\w+)\"");
        if (first.group(1) != null) {
            String user = await("Log in as \"(\\w+)\"").group(1);
            return new Login(
                    Integer.parseInt(first.group(1)),
                    user,
                    await("^\\s+(\\S+)$").group(1));
        }
        String password = await("^\\s+(\\S+)$").group(1);
        return new Login(Integer.parseInt(await(UP).group(1)), first.group(2), password);
    }

    /** Types a line into the shell. */
    void type(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for the process's end; false if it lives on. */
    boolean ends(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    int status() {
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** How to log in. */
    record Login(int port, String user, String password) {}
}
