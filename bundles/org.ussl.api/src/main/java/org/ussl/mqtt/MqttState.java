// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt;

/** What a connection is doing. */
public enum MqttState {
    /** Its profile is not complete, so there is no TLS to connect with. */
    WAITING_FOR_CREDENTIAL,
    /** It tries to reach the broker, again and again with growing pauses. */
    CONNECTING,
    /** It is up. */
    CONNECTED,
    /** It is down for good, because its configuration is gone. */
    CLOSED
}
