// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jspecify.annotations.Nullable;
import org.ussl.testing.pki.Identity;

/** A gateway of the fleet: its process, who counts its readings, and what the broker has seen of it. */
final class FleetGateway implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** The whole line of the card, or why there is none yet. */
    private static final Pattern SHEET =
            Pattern.compile("^card +(\\S.*\\S) *\\R|: waits for|Command not found", Pattern.MULTILINE);

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String name;
    private final SequenceTally tally = new SequenceTally();
    private final Subscriber subscriber;
    private final GatewayFolders folders;
    private final GatewayProcess process;
    private final Set<String> serials = new HashSet<>();
    private @Nullable X509Certificate shown;
    private int swaps;

    /** Starts it; it publishes to a topic of its own as soon as it has a credential and the app. */
    FleetGateway(String name, Place place, FleetFolder fleet, Engine engine, FleetWorkshop workshop, int brokerPort)
            throws IOException {
        this.name = name;
        String topic = fleet.fleet() + "/" + name;
        subscriber = new Subscriber(
                brokerPort,
                "subscriber-" + name,
                workshop.first("subscriber-" + name),
                workshop.authority.certificate(),
                topic,
                payload -> tally.arrived(Reading.sequence(payload)));
        folders = new GatewayFolders(place.folder().resolve(name), place.script());
        folders.configure(
                "org.ussl.mqtt-demo",
                "uri = ssl://localhost:" + brokerPort,
                "clientId = " + name,
                "bufferFolder = ${ussl.data}/mqtt");
        folders.configure(
                "org.ussl.example.telemetry",
                "mqtt.target = (mqtt.connection=demo)",
                "topic = " + topic,
                "periodMillis = " + Stage.PERIOD.toMillis());
        folders.configure(
                "org.ussl.store.nats",
                "servers = " + engine,
                "fleet = " + fleet.fleet(),
                "gateway = " + name,
                "folder = ${ussl.data}/fleet",
                "operators = " + value(fleet.operators().toAbsolutePath()));
        folders.deploy(place.feed());
        process = folders.start();
    }

    /**
     * Where the gateways and what they are made of lie.
     *
     * @param folder theirs
     * @param script the start script of the distribution
     * @param app the telemetry app
     * @param feed the bundle that puts a gateway into a fleet
     */
    record Place(Path folder, Path script, Path app, Path feed) {}

    String name() {
        return name;
    }

    /** Uploads the first credential, as an operator does who has one gateway. */
    DropBox.Answer deliver(Identity identity, byte[] authority) throws IOException, InterruptedException, DemoFailure {
        try (DropBox dropBox = process.logIn()) {
            dropBox.upload("ca.pem", authority);
            dropBox.upload("cert.pem", identity.chainPem());
            DropBox.Answer answer = dropBox.upload("private.key", identity.keyPem());
            if (!answer.taken()) {
                throw new DemoFailure(name + ": the first credential was refused: " + answer);
            }
            return answer;
        }
    }

    /** What its shell says of itself, once it has made its keys. */
    String card() throws IOException, InterruptedException, DemoFailure {
        for (long end = System.nanoTime() + DEADLINE.toNanos(); System.nanoTime() < end; ) {
            int mark = process.mark();
            process.type("ussl:fleet");
            Matcher sheet = process.await(mark, SHEET, DEADLINE);
            if (sheet.group(1) != null) {
                return sheet.group(1);
            }
            Thread.sleep(200);
        }
        throw new DemoFailure(name + " has no keys for the fleet after " + DEADLINE.toSeconds() + " s");
    }

    /** Lets it publish, and waits for its first reading. */
    void publish(Path app) throws IOException, InterruptedException, DemoFailure {
        folders.deploy(app);
        tally.awaitReceived(1, DEADLINE.toMillis());
        if (tally.received() == 0) {
            throw new DemoFailure(name + ": no reading arrived");
        }
    }

    /** The broker has seen it with a certificate; what there is to tell of that. */
    String seen(X509Certificate certificate) {
        X509Certificate before = shown;
        shown = certificate;
        boolean known = !serials.add(hex(certificate));
        if (before == null) {
            return "connected to the broker, certificate " + text(certificate);
        }
        if (before.equals(certificate)) {
            return "connected again, certificate " + text(certificate);
        }
        swaps++;
        return "SWAPPED to " + (known ? "an earlier" : "a new") + " certificate " + text(certificate) + "; before "
                + text(before);
    }

    boolean hasSwapped() {
        return swaps > 0;
    }

    /** Why it is not at work any more, if it is not. */
    void check() throws DemoFailure {
        if (!process.isAlive()) {
            throw new DemoFailure(name + " has ended by itself");
        }
    }

    List<String> lastWords() {
        return process.lastWords();
    }

    /** Waits for what is on its way, stops the gateway, and counts: the last reading that arrived is the last one. */
    FleetOutcome.Figures finish() throws InterruptedException, DemoFailure {
        int published = tally.highest();
        tally.awaitAll(published, DEADLINE.toMillis());
        FleetOutcome.Figures figures = figures(published);
        process.stop(DEADLINE);
        return figures;
    }

    /** What there is to count up to now. */
    FleetOutcome.Figures figures() {
        return figures(tally.highest());
    }

    private FleetOutcome.Figures figures(int published) {
        int lost = tally.lost(published);
        return new FleetOutcome.Figures(name, published, published - lost, lost, tally.duplicates(), swaps);
    }

    private static String text(X509Certificate certificate) {
        return hex(certificate) + " until "
                + DAY.format(certificate.getNotAfter().toInstant());
    }

    private static String hex(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    /** As a value in a properties file. */
    private static String value(Path path) {
        StringBuilder value = new StringBuilder();
        for (char c : path.toString().toCharArray()) {
            if (c == '\\' || c == '$') {
                value.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                value.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }

    @Override
    public void close() throws MqttException {
        process.close();
        subscriber.close();
    }
}
