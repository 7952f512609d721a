// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives messages. Register it as a service (whiteboard) with these properties:
 *
 * <ul>
 *   <li>{@value #TOPIC}: one topic filter or several ({@code String} or {@code String[]}), with {@code +} and {@code #}
 *       as in MQTT 3.1.1, section 4.7; without it the service is ignored, with a warning;
 *   <li>{@value #QOS}: the highest quality of service wanted, 0 to 2; 1 if absent;
 *   <li>{@value #CONNECTION}: the name of the connection to listen on; all connections if absent.
 * </ul>
 *
 * The subscription is made again after each reconnect, and ends with the service. Calls come from one thread of the
 * connection, one at a time and in the order of arrival: a slow listener holds up its connection. An exception is
 * logged, and the next message comes.
 */
@ConsumerType
@FunctionalInterface
public interface MqttListener {

    /** Name of the service property for the topic filters. */
    String TOPIC = "mqtt.topic";

    /** Name of the service property for the highest quality of service. */
    String QOS = "mqtt.qos";

    /** Name of the service property for the connection's name. */
    String CONNECTION = "mqtt.connection";

    /**
     * Takes a message.
     *
     * @param message what arrived
     */
    void messageArrived(MqttMessage message);
}
