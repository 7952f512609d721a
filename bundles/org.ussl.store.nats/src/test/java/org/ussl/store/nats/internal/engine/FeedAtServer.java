// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatcher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.Versions;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.DeliveryGate;
import org.ussl.store.nats.internal.sealing.MarkFolder;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;
import org.ussl.store.nats.internal.sealing.SealedValue;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import org.ussl.testing.engine.NatsServer;
import org.ussl.testing.engine.Relay;

/** A gateway's feed and its operator, with Debian's nats-server; skipped without it. */
abstract class FeedAtServer {

    static final String FLEET = "plant";
    static final String PROFILE = "line.3";

    /** The library's own patience is two seconds, which a busy machine may take. */
    static final KeyValueOptions PATIENT =
            KeyValueOptions.builder().jsRequestTimeout(Duration.ofSeconds(60)).build();

    @TempDir
    Path folder;

    final BlockingQueue<String> offered = new LinkedBlockingQueue<>();
    PartyKeys operator;
    PartyKeys gateway;
    NatsServer server;
    Relay relay;
    FleetFeed feed;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        operator = SoftwareKeys.generate("alice");
        gateway = SoftwareKeys.generate("gw-1");
        Files.createDirectories(folder.resolve("nats"));
        Files.createDirectories(folder.resolve("marks"));
        Files.createDirectories(folder.resolve("reports"));
        server = NatsServer.start(folder.resolve("nats"));
        relay = new Relay();
        relay.to(server.port());
        makeBucket();
        feed = feed(Duration.ofMillis(200));
    }

    void makeBucket() throws Exception {
        try (Connection connection = connect()) {
            connection.keyValueManagement(PATIENT).create(FleetBucket.of(FLEET).build());
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (feed != null) {
            feed.close();
            relay.close();
            server.close();
        }
    }

    String awaitOffer() throws InterruptedException {
        String offer = offered.poll(2, TimeUnit.MINUTES);
        assertThat(offer).as("offered within two minutes").isNotNull();
        return offer;
    }

    KeyValueEntry await(String key) throws Exception {
        BlockingQueue<KeyValueEntry> entries = new LinkedBlockingQueue<>();
        try (Connection connection = connect()) {
            connection.keyValue(FLEET, PATIENT).watch(key, new KeyValueWatcher() {
                @Override
                public void watch(KeyValueEntry entry) {
                    entries.add(entry);
                }

                @Override
                public void endOfData() {}
            });
            KeyValueEntry entry = entries.poll(2, TimeUnit.MINUTES);
            assertThat(entry).as(key + " within two minutes").isNotNull();
            return entry;
        }
    }

    /** Longer than the feed waits for an answer of a bucket that is deleted in that moment. */
    Report awaitReport(long taken) throws Exception {
        BlockingQueue<KeyValueEntry> reports = new LinkedBlockingQueue<>();
        try (Connection connection = connect()) {
            connection.keyValue(FLEET, PATIENT).watch("from.>", new KeyValueWatcher() {
                @Override
                public void watch(KeyValueEntry entry) {
                    reports.add(entry);
                }

                @Override
                public void endOfData() {}
            });
            while (true) {
                KeyValueEntry entry = reports.poll(2, TimeUnit.MINUTES);
                assertThat(entry).as("reported within two minutes").isNotNull();
                Report report = Report.open(entry.getValue(), operator, FLEET, gateway.party(), PROFILE);
                if (report.taken() == taken && report.outcome() == Outcome.IN_USE) {
                    return report;
                }
            }
        }
    }

    void put(byte[] value) throws Exception {
        try (Connection connection = connect()) {
            KeyValue bucket = connection.keyValue(FLEET, PATIENT);
            SentProfiles.note(bucket, "gw-1", PROFILE);
            bucket.put(BucketKeys.delivery("gw-1", PROFILE), value);
        }
    }

    Connection connect() throws Exception {
        return Nats.connect(new Options.Builder()
                .server(server.url())
                .connectionTimeout(Duration.ofSeconds(60))
                .build());
    }

    Options.Builder options() {
        return new Options.Builder().server(relay.url());
    }

    byte[] value(long number, long previous, String content) throws Exception {
        Delivery.File file = new Delivery.File(CredentialPart.CA, content.getBytes(StandardCharsets.US_ASCII));
        return SealedValue.seal(
                new Delivery(FLEET, gateway.party(), operator.party(), PROFILE, number, previous, List.of(file)),
                operator);
    }

    FleetFeed feed(Duration presence) {
        DeliveryGate gate = new DeliveryGate(
                FLEET, gateway, () -> List.of(operator.party()), new MarkFolder(folder.resolve("marks")));
        CredentialIntake intake = new CredentialIntake() {
            @Override
            public IntakeReceipt offer(CredentialPath path, byte[] content, Origin origin) {
                offered.add(path + " " + new String(content, StandardCharsets.US_ASCII) + " " + origin.user());
                return new IntakeReceipt(path, Status.COMMITTED, 1, "committed", List.of());
            }

            @Override
            public IntakeReceipt offer(CredentialPath path, byte[] content) {
                throw new AssertionError("nobody told who brings it");
            }

            @Override
            public IntakeReceipt remove(CredentialPath path) {
                throw new AssertionError("nothing was to be removed");
            }

            @Override
            public IntakeReceipt drop(String profile) {
                throw new AssertionError("nothing was to be dropped");
            }
        };
        DeliveryDesk desk = new DeliveryDesk(gate, intake, new Versions(), "engine", Clock.systemUTC());
        return new FleetFeed(
                FLEET,
                desk,
                gateway,
                () -> List.of(operator.party()),
                new ReportFolder(folder.resolve("reports")),
                "1.2.3",
                new Pace(Duration.ofMillis(50), Duration.ofMillis(500), presence),
                Clock.systemUTC());
    }
}
