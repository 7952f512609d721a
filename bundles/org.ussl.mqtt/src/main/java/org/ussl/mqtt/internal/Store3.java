// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.util.Collections;
import java.util.Enumeration;
import org.eclipse.paho.client.mqttv3.MqttClientPersistence;
import org.eclipse.paho.client.mqttv3.MqttPersistable;
import org.jspecify.annotations.Nullable;

/** The {@link Flight} as Paho for MQTT 3.1.1 sees it. */
final class Store3 implements MqttClientPersistence {
    private final Flight.Leg leg;

    Store3(Flight.Leg leg) {
        this.leg = leg;
    }

    @Override
    public void open(String clientId, String serverUri) {}

    @Override
    public void close() {}

    @Override
    public void put(String key, MqttPersistable packet) {
        leg.put(key, packet);
    }

    @Override
    public @Nullable MqttPersistable get(String key) {
        return (MqttPersistable) leg.get(key);
    }

    @Override
    public void remove(String key) {
        leg.remove(key);
    }

    @Override
    public Enumeration<String> keys() {
        return Collections.enumeration(leg.keys());
    }

    @Override
    public void clear() {
        leg.clear();
    }

    @Override
    public boolean containsKey(String key) {
        return leg.get(key) != null;
    }
}
