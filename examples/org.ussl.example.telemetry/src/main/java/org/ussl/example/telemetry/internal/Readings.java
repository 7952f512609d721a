// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.telemetry.internal;

import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

/**
 * Numbers readings from 1 and publishes each once. Only one whose publish failed is published again, under its own
 * number, at the next tick.
 */
final class Readings {
    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);
    private static final double TURN = 2 * Math.PI / 100;

    private final MqttConnection mqtt;
    private final String topic;
    private final long count;
    private final Queue<Long> failed = new ConcurrentLinkedQueue<>();
    private long last;

    /** Makes them; {@code count} 0 means no end. */
    Readings(MqttConnection mqtt, String topic, long count) {
        this.mqtt = mqtt;
        this.topic = topic;
        this.count = count;
    }

    /** Publishes the next, or one that failed; called by one thread. */
    void next() {
        Long again = failed.poll();
        if (again != null) {
            publish(again);
        } else if (count == 0 || last < count) {
            last++;
            publish(last);
        }
    }

    private void publish(long number) {
        double value = 20 + Math.sin(number * TURN);
        String payload = number + " " + System.currentTimeMillis() + " " + value;
        // Nothing waits here: the connection keeps the order, and the stage completes with the broker's
        // acknowledgement.
        mqtt.publish(MqttMessage.of(topic, payload.getBytes(StandardCharsets.US_ASCII), MqttQos.AT_LEAST_ONCE))
                .whenComplete((done, failure) -> completed(number, failure));
    }

    private void completed(long number, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.debug("reading {} is published again: {}", number, failure.getMessage());
            failed.add(number);
        } else if (number == count) {
            LOG.info("{}: published {} readings", topic, count);
        }
    }
}
