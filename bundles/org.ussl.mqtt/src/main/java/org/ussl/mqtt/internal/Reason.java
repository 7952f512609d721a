// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;

/** Says in one plain line why a connection failed. */
final class Reason {
    /** CONNACK of MQTT 3.1.1 (section 3.2.2.3), CONNACK and DISCONNECT of MQTT 5 (section 2.4). */
    private static final Map<Integer, String> CODES = Map.ofEntries(
            Map.entry(1, "the broker does not speak this version of MQTT"),
            Map.entry(2, "the broker does not accept the client id"),
            Map.entry(3, "the broker is not available"),
            Map.entry(4, "wrong user or password"),
            Map.entry(5, "not authorized"),
            Map.entry(0x81, "the broker found a packet malformed"),
            Map.entry(0x82, "the broker found a protocol error"),
            Map.entry(0x84, "the broker does not speak this version of MQTT"),
            Map.entry(0x85, "the broker does not accept the client id"),
            Map.entry(0x86, "wrong user or password"),
            Map.entry(0x87, "not authorized"),
            Map.entry(0x88, "the broker is not available"),
            Map.entry(0x89, "the broker is busy"),
            Map.entry(0x8A, "the broker has banned this client"),
            Map.entry(0x8B, "the broker is shutting down"),
            Map.entry(0x8D, "the broker heard nothing for longer than the keep-alive"),
            Map.entry(0x8E, "another client has connected with the same client id"),
            Map.entry(0x90, "the broker does not accept the topic"),
            Map.entry(0x95, "too large for the broker"),
            Map.entry(0x97, "over the broker's quota"),
            Map.entry(0x98, "ended by the broker's administrator"),
            Map.entry(0x9A, "the broker does not support retained messages"),
            Map.entry(0x9B, "the broker does not support this QoS"),
            Map.entry(0x9C, "the broker says to use another server"),
            Map.entry(0x9D, "the broker has moved"),
            Map.entry(
                    (int) MqttClientException.REASON_CODE_CLIENT_TIMEOUT, "the broker does not answer the keep-alive"),
            Map.entry((int) MqttClientException.REASON_CODE_WRITE_TIMEOUT, "the broker does not read any more"));

    private static final Set<String> CLOSED = Set.of("Broken pipe", "Connection reset", "Connection reset by peer");

    private Reason() {}

    static String of(Throwable cause) {
        Throwable inner = cause.getCause();
        if (cause instanceof org.eclipse.paho.client.mqttv3.MqttException mqtt) {
            return inner == null ? ofCode(mqtt.getReasonCode()) : of(inner);
        }
        if (cause instanceof org.eclipse.paho.mqttv5.common.MqttException mqtt) {
            return inner == null ? ofCode(mqtt.getReasonCode()) : of(inner);
        }
        String message = cause.getMessage();
        if (cause instanceof UnknownHostException) {
            return "the host name cannot be resolved";
        }
        if (cause instanceof ConnectException) {
            return "nobody listens there (" + message + ")";
        }
        if (cause instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (cause instanceof EOFException || message != null && CLOSED.contains(message)) {
            return "the broker closed the connection";
        }
        if (cause instanceof SSLException && message != null && message.startsWith("Received fatal alert: ")) {
            return "the broker refused us in the TLS handshake (" + message.substring("Received fatal alert: ".length())
                    + ")";
        }
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    static String ofCode(int code) {
        return CODES.getOrDefault(code, "MQTT reason code " + code);
    }
}
