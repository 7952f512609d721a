// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.util.concurrent.CompletableFuture;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

/**
 * A message on its way to the broker.
 *
 * <p>A class and not a record: two messages of equal content are still two.
 */
final class Outgoing {
    private final long number;
    private final MqttMessage message;
    private final CompletableFuture<Void> result = new CompletableFuture<>();

    Outgoing(long number, MqttMessage message) {
        this.number = number;
        this.message = message;
    }

    /** Its place in the order of the calls. */
    long number() {
        return number;
    }

    MqttMessage message() {
        return message;
    }

    CompletableFuture<Void> result() {
        return result;
    }

    /** Whether the broker acknowledges it. */
    boolean isAcknowledged() {
        return message.qos() != MqttQos.AT_MOST_ONCE;
    }
}
