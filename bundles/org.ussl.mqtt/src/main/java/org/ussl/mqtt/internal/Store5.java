// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.util.Collections;
import java.util.Enumeration;
import org.eclipse.paho.mqttv5.client.MqttClientPersistence;
import org.eclipse.paho.mqttv5.common.MqttPersistable;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.jspecify.annotations.Nullable;
import org.ussl.mqtt.MqttMessage;

/** The {@link Flight} as Paho for MQTT 5 sees it. */
final class Store5 implements MqttClientPersistence {
    private final Flight.Leg leg;

    Store5(Flight.Leg leg) {
        this.leg = leg;
    }

    @Override
    public void open(String clientId) {}

    @Override
    public void close() {}

    @Override
    public void put(String key, MqttPersistable packet) {
        Outgoing outgoing = leg.boarding();
        if (outgoing == null) {
            leg.put(key, packet);
            return;
        }
        // Paho's own packet may name its topic by an alias, which means nothing on the next connection.
        MqttMessage message = outgoing.message();
        MqttPublish publish = new MqttPublish(message.topic(), Wire5.message(message), new MqttProperties());
        publish.setMessageId(Integer.parseInt(key.substring(key.indexOf('-') + 1)));
        leg.put(key, publish);
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
