// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.telemetry.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;
import org.ussl.mqtt.MqttState;

class ReadingsTest {
    private final Notebook mqtt = new Notebook();

    @Test
    void numbersFromOneAndStopsAfterCount() {
        Readings readings = new Readings(mqtt, "t", 3);
        for (int i = 0; i < 5; i++) {
            readings.next();
        }
        assertThat(mqtt.numbers()).containsExactly(1L, 2L, 3L);
        assertThat(mqtt.messages).allMatch(message -> message.qos() == MqttQos.AT_LEAST_ONCE);
        assertThat(new String(mqtt.messages.get(0).payload(), US_ASCII)).matches("1 \\d+ 20\\.\\d+");
    }

    @Test
    void publishesAFailedOneAgainUnderItsNumberAndNoOther() {
        Readings readings = new Readings(mqtt, "t", 0);
        readings.next();
        readings.next();
        mqtt.results.get(0).completeExceptionally(new IOException("full"));
        mqtt.results.get(1).complete(null);
        readings.next();
        readings.next();
        assertThat(mqtt.numbers()).containsExactly(1L, 2L, 1L, 3L);
    }

    private static final class Notebook implements MqttConnection {
        private final List<MqttMessage> messages = new ArrayList<>();
        private final List<CompletableFuture<Void>> results = new ArrayList<>();

        List<Long> numbers() {
            return messages.stream()
                    .map(message -> Long.valueOf(new String(message.payload(), US_ASCII).split(" ")[0]))
                    .toList();
        }

        @Override
        public CompletionStage<Void> publish(MqttMessage message) {
            messages.add(message);
            results.add(new CompletableFuture<>());
            return results.get(results.size() - 1);
        }

        @Override
        public String name() {
            return "notebook";
        }

        @Override
        public MqttState state() {
            return MqttState.CONNECTED;
        }

        @Override
        public int pending() {
            return 0;
        }
    }
}
