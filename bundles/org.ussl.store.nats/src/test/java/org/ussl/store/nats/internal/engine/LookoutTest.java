// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a gateway finds out what was put for it. */
class LookoutTest extends FeedAtServer {

    @Test
    void takesNothingThatTheEngineHasRefused() throws Exception {
        feed.open(this::options);
        put(value(1, 0, "one"));
        awaitReport(1);
        try (Connection connection = connect()) {
            KeyValue bucket = connection.keyValue(FLEET, PATIENT);
            byte[] tooLate = value(2, 1, "too late");
            // Who listens to the key itself hears it all the same.
            assertThatExceptionOfType(JetStreamApiException.class)
                    .isThrownBy(() -> bucket.update(BucketKeys.delivery("gw-1", PROFILE), tooLate, 4711));
        }
        put(value(3, 1, "three"));

        awaitReport(3);
        assertThat(offered).extracting(offer -> offer.split(" ")[1]).containsExactly("one", "three");
    }

    @Test
    void findsByItselfWhatNobodyHasRungFor() throws Exception {
        try (Connection connection = connect()) {
            connection.keyValueManagement(PATIENT).delete(FLEET);
            connection
                    .keyValueManagement(PATIENT)
                    .create(KeyValueConfiguration.builder(FLEET).build());
        }
        feed.open(this::options);
        await("seen.gw-1");

        put(value(1, 0, "one"));

        awaitReport(1);
    }

    /** The presence of this one is said, and all looked through, once in a thousand hours. */
    @Test
    void hearsAtOnceWhatIsPut() throws Exception {
        try (FleetFeed rare = feed(Duration.ofHours(1000))) {
            rare.open(this::options);
            await("seen.gw-1");

            put(value(1, 0, "one"));

            awaitReport(1);
        }
    }

    @Test
    void believesABucketThatWasMadeAnewThoughItsRevisionsAreSmaller() throws Exception {
        feed.open(this::options);
        put(value(1, 0, "one"));
        put(value(2, 1, "two"));
        awaitReport(2);
        try (Connection connection = connect()) {
            connection.keyValueManagement(PATIENT).delete(FLEET);
        }
        makeBucket();

        put(value(3, 2, "three"));

        awaitReport(3);
    }

    @Test
    void costsTheEngineNoConsumer() throws Exception {
        feed.open(this::options);
        put(value(1, 0, "one"));
        awaitOffer();

        try (Connection connection = connect()) {
            assertThat(connection
                            .jetStreamManagement()
                            .getStreamInfo("KV_" + FLEET)
                            .getStreamState()
                            .getConsumerCount())
                    .isZero();
        }
    }
}
