// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.sealing.Presence;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;
import org.ussl.testing.engine.NatsServer;

/** How a gateway's feed lives with its engine. */
class FleetFeedTest extends FeedAtServer {

    @Test
    void takesWhatIsPutAndReports() throws Exception {
        feed.open(this::options);
        put(value(1, 0, "one"));

        assertThat(awaitOffer()).isEqualTo("/flash/cert/line.3/ca.pem one alice");
        Report report = awaitReport(1);
        assertThat(report.outcome()).isEqualTo(Outcome.IN_USE);
        assertThat(report.message()).isEqualTo("committed");
    }

    @Test
    void takesTheLatestAfterHavingBeenAway() throws Exception {
        put(value(1, 0, "one"));
        put(value(2, 1, "two"));
        feed.open(this::options);

        assertThat(awaitOffer()).endsWith("two alice");
        awaitReport(2);
        assertThat(offered).isEmpty();
    }

    @Test
    void goesOnAfterTheServerWasKilled() throws Exception {
        feed.open(this::options);
        put(value(1, 0, "one"));
        awaitReport(1);

        server.close();
        server = NatsServer.start(folder.resolve("nats"));
        relay.to(server.port());
        put(value(2, 1, "two"));

        awaitReport(2);
        assertThat(offered).extracting(offer -> offer.split(" ")[1]).containsExactly("one", "two");
    }

    @Test
    void takesNothingOldThatAnAdministratorPutsBack() throws Exception {
        byte[] old = value(1, 0, "one");
        feed.open(this::options);
        put(old);
        awaitReport(1);
        put(value(2, 1, "two"));
        awaitReport(2);
        put(old);
        put(value(3, 2, "three"));
        awaitReport(3);

        assertThat(offered).extracting(offer -> offer.split(" ")[1]).containsExactly("one", "two", "three");
    }

    @Test
    void tellsAtTheNextStartWhatWasNotToldBeforeAKill() throws Exception {
        Report kept = new Report(
                FLEET, gateway.party(), PROFILE, "00", 7, Outcome.IN_USE, 3, "in use", Instant.ofEpochMilli(5));
        new ReportFolder(folder.resolve("reports")).keep(PROFILE, kept.seal(gateway, List.of(operator.party())));

        feed.open(this::options);

        assertThat(awaitReport(7)).isEqualTo(kept);
    }

    @Test
    void saysThatItIsThere() throws Exception {
        feed.open(this::options);

        Presence first = Presence.open(await("seen.gw-1").getValue(), FLEET, gateway.party());
        assertThat(first.software()).isEqualTo("1.2.3");
        assertThat(first.server()).isNotEmpty();
        byte[] value = first.sign(gateway);
        assertThatExceptionOfType(RefusedValueException.class)
                .isThrownBy(() -> Presence.open(value, "other", gateway.party()));
        assertThatExceptionOfType(RefusedValueException.class)
                .isThrownBy(() -> Presence.open(value, FLEET, operator.party()));
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        feed.open(this::options);
        put(value(1, 0, "one"));
        awaitReport(1);

        feed.close();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("ussl-fleet")) {
                thread.join(10_000);
                assertThat(thread.getStackTrace()).as(thread.getName()).isEmpty();
            }
        }
    }

    @Test
    void waitsForAnEngineThatIsNotThere() throws Exception {
        relay.away();
        feed.open(this::options);
        relay.to(server.port());
        put(value(1, 0, "one"));

        awaitReport(1);
    }

    @Test
    void twoOperatorsCannotOverwriteEachOtherUnseen() throws Exception {
        try (Connection connection = connect()) {
            KeyValue bucket = connection.keyValue(FLEET, PATIENT);
            long seen = bucket.create(BucketKeys.delivery("gw-1", PROFILE), value(1, 0, "one"));
            bucket.update(BucketKeys.delivery("gw-1", PROFILE), value(2, 1, "two"), seen);

            assertThatExceptionOfType(JetStreamApiException.class)
                    .isThrownBy(() -> bucket.update(BucketKeys.delivery("gw-1", PROFILE), value(3, 1, "three"), seen));
        }
    }
}
