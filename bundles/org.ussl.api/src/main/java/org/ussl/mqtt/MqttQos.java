// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt;

/** The quality of service of a message (MQTT 3.1.1 and 5.0, section 4.3); the ordinal is the number on the wire. */
public enum MqttQos {
    /** May be lost. */
    AT_MOST_ONCE,
    /** Arrives, perhaps more than once. */
    AT_LEAST_ONCE,
    /** Arrives once. */
    EXACTLY_ONCE
}
