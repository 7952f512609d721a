// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands around the gateway, and the gateway's folders: set up once, always taken down. */
final class Stage implements AutoCloseable {
    static final String CLIENT = "demo-gateway";

    /** The gateway's second connection, which carries no readings and whose line is cut. */
    static final String LINE_CLIENT = "demo-gateway-line";

    static final String TOPIC = "demo/telemetry";
    static final Duration PERIOD = Duration.ofMillis(20);
    private static final int LAST_WORDS = 20;
    private static final Duration START = Duration.ofSeconds(90);
    private static final Pattern PASSWORD =
            Pattern.compile("Log in as \"(\\w+)\"[^\\n]*\\R\\s+(\\S+)", Pattern.MULTILINE);
    private static final Pattern UP = Pattern.compile("is up in ([0-9.]+) s: FTP on ([0-9.]+):(\\d+)");

    private final Path folder;
    private final Path script;
    private final Path app;
    private @Nullable Broker broker;
    private @Nullable Line line;
    private @Nullable Subscriber subscriber;
    private @Nullable GatewayProcess gateway;
    private @Nullable DropBox dropBox;

    Stage(Path folder, Path script, Path app) {
        this.folder = folder;
        this.script = script;
        this.app = app;
    }

    /** Starts broker and subscriber; the subscriber is there before the first reading. */
    Broker openBroker(Workshop workshop, SequenceTally tally) throws IOException {
        Broker opened = new Broker(folder, workshop.broker, workshop.trusted());
        broker = opened;
        subscriber = new Subscriber(
                opened.port(),
                workshop.subscriber,
                workshop.oldAuthority.certificate(),
                TOPIC,
                payload -> tally.arrived(Reading.sequence(payload)));
        return opened;
    }

    /** Puts a line between gateway and broker. */
    Line openLine(Broker opened) throws IOException {
        Line between = new Line(opened.port());
        line = between;
        return between;
    }

    Line line() {
        return Objects.requireNonNull(line, "openLine comes first");
    }

    /**
     * Starts the gateway with a copy of its own configuration, a connection to the broker, and one through the line.
     */
    GatewayProcess startGateway(int port, int linePort, int readings) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        try (Stream<Path> files = Files.list(script.resolveSibling("conf"))) {
            for (Path file : files.toList()) {
                Files.copy(file, conf.resolve(file.getFileName()));
            }
        }
        write(
                conf.resolve("org.ussl.mqtt-demo.cfg"),
                List.of("uri = ssl://localhost:" + port, "clientId = " + CLIENT, "bufferFolder = ${ussl.data}/mqtt"));
        write(
                conf.resolve("org.ussl.mqtt-line.cfg"),
                List.of(
                        "uri = ssl://localhost:" + linePort,
                        "clientId = " + LINE_CLIENT,
                        "reconnectMinMillis = 200",
                        "reconnectMaxMillis = 2000"));
        write(
                conf.resolve("org.ussl.example.telemetry.cfg"),
                List.of(
                        "mqtt.target = (mqtt.connection=demo)",
                        "topic = " + TOPIC,
                        "periodMillis = " + PERIOD.toMillis(),
                        "count = " + readings));
        Files.createDirectories(deploy());
        GatewayProcess started = new GatewayProcess(script, conf, data(), deploy());
        gateway = started;
        return started;
    }

    /** Logs in with the password that the first start has shown on the console. */
    DropBox logIn(GatewayProcess process) throws IOException, InterruptedException, DemoFailure {
        Matcher up = process.await(0, UP, START);
        Matcher password = process.await(0, PASSWORD, START);
        DropBox opened = new DropBox(up.group(2), Integer.parseInt(up.group(3)), password.group(1), password.group(2));
        dropBox = opened;
        return opened;
    }

    /** Puts the app into the gateway's deploy folder, whole at once. */
    void deployApp() throws IOException {
        Path copy = Files.copy(app, folder.resolve("app"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, deploy().resolve(app.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What the gateway said last, for somebody who looks for a fault. */
    List<String> lastWords() {
        GatewayProcess process = gateway;
        List<String> lines = process == null
                ? List.of()
                : new String(process.console(), StandardCharsets.UTF_8).lines().toList();
        return lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size());
    }

    Path data() {
        return folder.resolve("data");
    }

    private Path deploy() {
        return folder.resolve("deploy");
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.write(file, lines, StandardCharsets.US_ASCII);
    }

    /** Ends everything; called at the end, or by Ctrl-C while something else still runs. */
    @Override
    public void close() {
        for (AutoCloseable part : new @Nullable AutoCloseable[] {gateway, dropBox, subscriber, line, broker}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                System.err.println("demo: could not close " + part.getClass().getSimpleName() + ": " + e);
            }
        }
    }
}
