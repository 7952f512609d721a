// SPDX-License-Identifier: Apache-2.0
/**
 * MQTT connections on Eclipse Paho.
 *
 * <p>From the outside in: {@link org.ussl.mqtt.internal.MqttComponent} is the edge to OSGi;
 * {@link org.ussl.mqtt.internal.Connection} is the state machine that keeps the connection up, on one thread of its
 * own; {@link org.ussl.mqtt.internal.Outbox} holds every message until the broker has it, with a
 * {@link org.ussl.mqtt.internal.Journal} on disk if configured; {@link org.ussl.mqtt.internal.Wire} is one MQTT
 * conversation over one TLS socket, used once, in two makes for the two protocol versions;
 * {@link org.ussl.mqtt.internal.Flight} carries what is in flight from one wire to the next.
 */
@NullMarked
package org.ussl.mqtt.internal;

import org.jspecify.annotations.NullMarked;
