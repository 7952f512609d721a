// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stands around the gateway, and the gateway's folders: set up once, always taken down. */
final class Stage implements AutoCloseable {
    static final String CLIENT = "demo-gateway";

    /** The gateway's second connection, which carries no readings and whose line is cut. */
    static final String LINE_CLIENT = "demo-gateway-line";

    static final String TOPIC = "demo/telemetry";
    static final Duration PERIOD = Duration.ofMillis(20);

    private final Path folder;
    private final Path script;
    private final Path app;
    private @Nullable Broker broker;
    private @Nullable Line line;
    private @Nullable Subscriber subscriber;
    private @Nullable GatewayFolders folders;
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
                "demo-subscriber",
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
        GatewayFolders own = new GatewayFolders(folder, script);
        own.configure(
                "org.ussl.mqtt-demo",
                "uri = ssl://localhost:" + port,
                "clientId = " + CLIENT,
                "bufferFolder = ${ussl.data}/mqtt");
        own.configure(
                "org.ussl.mqtt-line",
                "uri = ssl://localhost:" + linePort,
                "clientId = " + LINE_CLIENT,
                "reconnectMinMillis = 200",
                "reconnectMaxMillis = 2000");
        own.configure(
                "org.ussl.example.telemetry",
                "mqtt.target = (mqtt.connection=demo)",
                "topic = " + TOPIC,
                "periodMillis = " + PERIOD.toMillis(),
                "count = " + readings);
        folders = own;
        GatewayProcess started = own.start();
        gateway = started;
        return started;
    }

    /** Logs in with the password that the first start has shown on the console. */
    DropBox logIn(GatewayProcess process) throws IOException, InterruptedException, DemoFailure {
        DropBox opened = process.logIn();
        dropBox = opened;
        return opened;
    }

    /** Puts the app into the gateway's deploy folder, whole at once. */
    void deployApp() throws IOException {
        folders().deploy(app);
    }

    private GatewayFolders folders() {
        return Objects.requireNonNull(folders, "startGateway comes first");
    }

    /** What the gateway said last, for somebody who looks for a fault. */
    List<String> lastWords() {
        GatewayProcess process = gateway;
        return process == null ? List.of() : process.lastWords();
    }

    Path data() {
        return folders().data();
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
