// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A connection to a broker that keeps itself up. It is registered for as long as its configuration exists, with the
 * service property {@value MqttListener#CONNECTION} as its name, whether the broker can be reached or not. It takes TLS
 * from the services alone, and when its profile gets a new version it finishes what is in flight and reconnects with
 * that version.
 *
 * <p>Safe for use by many threads. No method blocks for longer than the write of a message to the disk buffer takes.
 */
@ProviderType
public interface MqttConnection {

    /**
     * The connection's name: what follows {@code ~} in the PID of its configuration.
     *
     * @return the name
     */
    String name();

    /**
     * What the connection is doing now.
     *
     * @return its state
     */
    MqttState state();

    /**
     * Publishes a message, now or as soon as the connection is up; in the order of the calls.
     *
     * @param message what to publish; its payload must not change afterwards
     * @return completes when the broker has acknowledged the message, or for {@link MqttQos#AT_MOST_ONCE} when it was
     *     written; fails with {@link MqttBufferFullException} at once if too many wait, and with
     *     {@link java.io.IOException} if the connection is closed before
     */
    CompletionStage<Void> publish(MqttMessage message);

    /**
     * How many messages are not acknowledged yet.
     *
     * @return the number of messages that wait or are in flight
     */
    int pending();
}
