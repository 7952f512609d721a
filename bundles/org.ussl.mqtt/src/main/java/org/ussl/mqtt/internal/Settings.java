// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ussl.mqtt.MqttMessage;

/**
 * The validated configuration of one connection.
 *
 * @param version5 MQTT 5, otherwise 3.1.1
 * @param sessionExpirySeconds how long an MQTT 5 broker keeps the session when we are away
 * @param bufferSize how many messages may wait
 * @param bufferFolder where they wait, null for in memory
 * @param connectTimeout for each of TCP, TLS and MQTT
 * @param drainTimeout how long a swap waits for acknowledgements
 */
record Settings(
        String name,
        String host,
        int port,
        String clientId,
        String profile,
        @Nullable String user,
        char @Nullable [] password,
        int keepAliveSeconds,
        boolean cleanStart,
        boolean version5,
        long sessionExpirySeconds,
        @Nullable MqttMessage will,
        int bufferSize,
        @Nullable Path bufferFolder,
        Duration reconnectMin,
        Duration reconnectMax,
        Duration connectTimeout,
        Duration drainTimeout) {

    /** The broker as messages name it. */
    String broker() {
        return host + ":" + port;
    }

    /** Whether messages would wait in the same place. */
    boolean hasJournalOf(Settings other) {
        return name.equals(other.name) && Objects.equals(bufferFolder, other.bufferFolder);
    }

    /** Whether a broker would see the same session, which goes on with what was in flight. */
    boolean hasSessionOf(Settings other) {
        return host.equals(other.host)
                && port == other.port
                && clientId.equals(other.clientId)
                && version5 == other.version5;
    }

    /** Whether a connection that was made with the others is what would be made now. */
    boolean connectsLike(Settings other) {
        return hasSessionOf(other)
                && profile.equals(other.profile)
                && Objects.equals(user, other.user)
                && Arrays.equals(password, other.password)
                && keepAliveSeconds == other.keepAliveSeconds
                && cleanStart == other.cleanStart
                && sessionExpirySeconds == other.sessionExpirySeconds
                && Objects.equals(will, other.will)
                && connectTimeout.equals(other.connectTimeout);
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "Settings[" + name + ", " + broker() + "]";
    }
}
