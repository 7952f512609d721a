// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt;

import java.util.Arrays;
import java.util.Objects;

/**
 * A message that was received or is to be published.
 *
 * @param topic the topic's name, without wildcards
 * @param payload the content; not copied, so neither side changes it afterwards
 * @param qos the quality of service
 * @param retained whether the broker keeps, or had kept, the message for later subscribers
 */
public record MqttMessage(String topic, byte[] payload, MqttQos qos, boolean retained) {

    /** Refuses a topic that no message can have (MQTT 3.1.1, section 4.7). */
    public MqttMessage {
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(qos, "qos");
        if (topic.isEmpty() || topic.indexOf('#') >= 0 || topic.indexOf('+') >= 0 || topic.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("topic: must not be empty nor hold #, + or NUL");
        }
    }

    /**
     * A message that is not retained.
     *
     * @param topic the topic's name
     * @param payload the content
     * @param qos the quality of service
     * @return the message
     */
    public static MqttMessage of(String topic, byte[] payload, MqttQos qos) {
        return new MqttMessage(topic, payload, qos, false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MqttMessage that
                && topic.equals(that.topic)
                && Arrays.equals(payload, that.payload)
                && qos == that.qos
                && retained == that.retained;
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, Arrays.hashCode(payload), qos, retained);
    }

    /** Names the message; its content may be private and is not shown. */
    @Override
    public String toString() {
        return "MqttMessage[" + topic + ", " + payload.length + " bytes, " + qos + (retained ? ", retained]" : "]");
    }
}
