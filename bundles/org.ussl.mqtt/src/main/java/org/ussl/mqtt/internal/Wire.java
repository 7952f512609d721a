// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

/** One MQTT conversation over one TLS socket; used once. No method blocks; answers come as {@link Events}. */
interface Wire {

    /** Connects; the answer is {@link Events#connected} or {@link Events#broken}. */
    void open() throws IOException;

    /**
     * Hands a message over; it is acknowledged through the {@link Flight}, or through {@link Events#written} for QoS 0.
     *
     * @throws IOException if it was not taken: the wire is broken, or the broker's window is full
     * @throws IllegalArgumentException if no broker would take it
     */
    void publish(Outgoing outgoing) throws IOException;

    /** Why the broker did not want a message that it acknowledged (MQTT 5 only). */
    @Nullable
    String refusal(Outgoing outgoing);

    /** Asks for messages. */
    void subscribe(Map<String, MqttQos> filters) throws IOException;

    /** Ends subscriptions. */
    void unsubscribe(Collection<String> filters) throws IOException;

    /** Says good-bye (DISCONNECT, so that no last will is sent) and closes; the answer is {@link Events#ended}. */
    void close();

    /** Breaks it off at once, from any state. No events come that matter. */
    void abort();

    /** Waits until its threads have ended; only after {@link #abort}. */
    boolean awaitEnd(long timeout, TimeUnit unit) throws InterruptedException;

    /** What happens on a wire; called by its threads. */
    interface Events {

        /** The broker has accepted the connection. */
        void connected();

        /** The connection failed or is lost. May come more than once: the first has the reason. */
        void broken(Throwable cause);

        /** A message of QoS 0 was written. */
        void written(Outgoing outgoing);

        /** The broker refused a subscription. */
        void unsubscribable(String reason);

        /** A message came; {@code acknowledge} is to be run when it was dealt with. May wait for room. */
        void arrived(MqttMessage message, Runnable acknowledge) throws InterruptedException;

        /** The good-bye was sent and the socket is closed. */
        void ended();
    }
}
