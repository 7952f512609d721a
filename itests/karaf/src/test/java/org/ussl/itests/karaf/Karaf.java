// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Karaf that runs in the foreground as {@code bin/karaf} and is told what to do on its console. Its only differences
 * to a stock one: other Karafs on this machine are not in its way, because the system chooses its ports, and Maven
 * artifacts come from its own folders alone, as on a gateway without a network.
 */
final class Karaf implements AutoCloseable {
    private static final String ARCHIVE = "ussl.itests.karaf";

    private final Path home;
    private final Process process;
    private final BufferedWriter in;
    private final StringBuilder out = new StringBuilder();
    private int commands;

    private Karaf(Path home, Process process) {
        this.home = home;
        this.process = process;
        in = process.outputWriter();
        Thread reader = new Thread(this::read, "karaf-console");
        reader.setDaemon(true);
        reader.start();
    }

    static Path archive() {
        return Path.of(System.getProperty(ARCHIVE));
    }

    /** What {@code tar xf} makes of the archive. */
    static String folderName() {
        return archive().getFileName().toString().replace(".tar.gz", "");
    }

    /** Unpacks a stock Karaf into a folder. */
    static Path unpack(Path folder) throws Exception {
        Process tar = new ProcessBuilder("tar", "xf", archive().toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
            throw new IOException("tar has failed");
        }
        return folder.resolve(folderName());
    }

    /** Makes it find artifacts in its own folders and in those named, and nowhere else, and have ports of its own. */
    static void isolate(Path home, Path... repositories) throws IOException {
        edit(home, "org.apache.karaf.shell.cfg", "sshPort *=.*", "sshPort = 0");
        edit(home, "org.apache.karaf.management.cfg", "rmiRegistryPort *=.*", "rmiRegistryPort = " + freePort());
        edit(home, "org.apache.karaf.management.cfg", "rmiServerPort *=.*", "rmiServerPort = 0");
        Files.writeString(home.resolve("etc/org.ops4j.pax.web.cfg"), "org.osgi.service.http.port = 0\n");
        Path empty = Files.createDirectories(home.resolve("empty"));
        String urls = Stream.concat(Stream.of(empty), Stream.of(repositories))
                .map(folder -> folder.toUri() + "@id=" + folder.getFileName() + "@snapshots")
                .collect(Collectors.joining(","));
        Path maven = home.resolve("etc/org.ops4j.pax.url.mvn.cfg");
        String stock = Files.readString(maven);
        Matcher defaults = Pattern.compile(
                        "^org\\.ops4j\\.pax\\.url\\.mvn\\.defaultRepositories=(.*\\\\\\R)*.*", Pattern.MULTILINE)
                .matcher(stock);
        if (!defaults.find()) {
            throw new IOException("Unknown format: " + stock);
        }
        Files.writeString(
                maven,
                "org.ops4j.pax.url.mvn.useFallbackRepositories=false\norg.ops4j.pax.url.mvn.repositories=" + urls
                        + "\norg.ops4j.pax.url.mvn.localRepository=" + empty + "\n" + defaults.group() + "\n");
    }

    /**
     * Puts the drop box's file there before the feature does: as it is shipped, with a port that the system chooses.
     */
    static void anyFtpPort(Path home) throws IOException {
        Path shipped = Release.checkout().resolve("features/target/etc/org.ussl.ftp.cfg");
        Files.writeString(
                home.resolve("etc/org.ussl.ftp.cfg"),
                Files.readString(shipped).replace("port = 2121", "port = 0") + "# by the operator\n");
    }

    private static void edit(Path home, String file, String line, String replacement) throws IOException {
        Path path = home.resolve("etc").resolve(file);
        String text = Files.readString(path);
        String edited =
                Pattern.compile("^" + line, Pattern.MULTILINE).matcher(text).replaceAll(replacement);
        if (edited.equals(text)) {
            throw new IOException(file + " has no " + line);
        }
        Files.writeString(path, edited);
    }

    /** A port that nobody has, below those that the system chooses from. */
    static int freePort() {
        for (int port = 20_000; port < 30_000; port++) {
            int candidate = port + ThreadLocalRandom.current().nextInt(1000);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException expected) {
                continue;
            }
        }
        throw new IllegalStateException("no port is free");
    }

    /** Starts it by a command of the shell, in a folder, and waits until all that it boots with is there. */
    static Karaf start(String command, Path folder, Path home) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TERM", "dumb");
        Karaf karaf = new Karaf(home, builder.start());
        try {
            Patience.await("Karaf that is up", () -> karaf.log().contains("| Done.\n"));
            Patience.untilAsserted(() -> {
                karaf.runs("kar:list");
                karaf.runs("bundle:list");
            });
            return karaf;
        } catch (Exception | AssertionError e) {
            karaf.close();
            throw e;
        }
    }

    /** Starts it as it lies there. */
    static Karaf start(Path home) throws Exception {
        return start("bin/karaf", home, home);
    }

    /** All that was logged. */
    String log() throws IOException {
        Path log = home.resolve("data/log/karaf.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Types a command, and gives what it prints. */
    String run(String command) throws Exception {
        int from;
        synchronized (out) {
            from = out.length();
        }
        commands++;
        type(command);
        // The echo of the line has the quotes, its output has not.
        type("echo end-of-\"" + commands + "\"");
        return await("end-of-" + commands, from).replace("\r", "");
    }

    /** Types a command that must do its work silently. */
    void runs(String command) throws Exception {
        String output = run(command);
        if (output.contains("Error executing command") || output.contains("not found")) {
            throw new AssertionError(command + " said: " + output);
        }
    }

    private void type(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** The first group of what the console shows, now or soon. */
    String shows(String pattern) throws Exception {
        Pattern wanted = Pattern.compile(pattern, Pattern.MULTILINE);
        long end = Patience.end();
        synchronized (out) {
            while (true) {
                Matcher matcher = wanted.matcher(out);
                if (matcher.find()) {
                    return matcher.group(1);
                }
                waitForOutput(pattern, end);
            }
        }
    }

    private String await(String text, int from) throws InterruptedException {
        long end = Patience.end();
        synchronized (out) {
            while (true) {
                int at = out.indexOf(text, from);
                if (at >= 0) {
                    return out.substring(from, at);
                }
                waitForOutput(text, end);
            }
        }
    }

    private void waitForOutput(String what, long end) throws InterruptedException {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0 || !process.isAlive()) {
            throw new AssertionError("no " + what + " on the console: " + out);
        }
        out.wait(Math.min(millis, 1000));
    }

    private void read() {
        try (InputStream console = process.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int length = console.read(buffer); length >= 0; length = console.read(buffer)) {
                String text = new String(buffer, 0, length, StandardCharsets.UTF_8);
                synchronized (out) {
                    out.append(text.replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]", ""));
                    out.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (out) {
                out.append("console closed: ").append(e);
            }
        }
    }

    /** What jcmd says of its JVM. */
    String jcmd(String command) throws Exception {
        ProcessHandle java = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(java.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new AssertionError(answer);
        }
        return answer;
    }

    /** The lines of a thread dump that match. */
    List<String> threads(String pattern) throws Exception {
        return jcmd("Thread.print")
                .lines()
                .filter(line -> line.matches(pattern))
                .toList();
    }

    /** The bundles by name and version, all of which must be active (fragments: resolved). */
    List<String> bundles() throws Exception {
        return run("bundle:list -t 0 -s --no-format")
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("\\d+\t.*"))
                .map(line -> Stream.of(line.split("\t"))
                        .map(String::strip)
                        .skip(1)
                        .reduce((a, b) -> a + " " + b)
                        .orElseThrow())
                .sorted()
                .toList();
    }

    /** What it boots with, when all of that runs. */
    List<String> stock() throws Exception {
        Patience.untilAsserted(() -> assertThat(bundles())
                .isNotEmpty()
                .allMatch(bundle -> bundle.startsWith("Active") || bundle.startsWith("Resolved"), "runs"));
        return bundles();
    }

    /** Waits until there is nothing but what it has booted with. */
    void awaitStock(List<String> stock) throws Exception {
        Patience.untilAsserted(() -> assertThat(bundles()).isEqualTo(stock));
    }

    /** Waits until our bundles are active. */
    void awaitOurs() throws Exception {
        Patience.untilAsserted(() -> assertThat(bundles().stream()
                        .filter(bundle -> bundle.contains("org.ussl."))
                        .toList())
                .isNotEmpty()
                .allMatch(bundle -> bundle.startsWith("Active"), "is active"));
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }
}
