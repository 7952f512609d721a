// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.mqtt.MqttListener;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

/** The listeners of one connection, and the filters that the broker has to know for them. */
final class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private final String connection;
    private volatile List<Subscription> all = List.of();
    private Map<String, MqttQos> known = Map.of();

    Subscriptions(String connection) {
        this.connection = connection;
    }

    /** Adds a listener if its properties say that it listens here. */
    synchronized void add(MqttListener listener, Map<String, ?> properties) {
        Object wanted = properties.get(MqttListener.CONNECTION);
        if (wanted != null && !wanted.equals(connection)) {
            return;
        }
        try {
            List<Subscription> more = new ArrayList<>(all);
            more.add(new Subscription(listener, filters(properties), qos(properties)));
            all = List.copyOf(more);
        } catch (IllegalArgumentException e) {
            LOG.warn("{}: a listener is ignored: {}", connection, e.getMessage());
        }
    }

    private static List<TopicFilter> filters(Map<String, ?> properties) {
        Object value = properties.get(MqttListener.TOPIC);
        List<TopicFilter> filters = new ArrayList<>();
        if (value instanceof String text) {
            filters.add(new TopicFilter(text));
        } else if (value instanceof String[] texts) {
            for (String text : texts) {
                filters.add(new TopicFilter(text));
            }
        }
        if (filters.isEmpty()) {
            throw new IllegalArgumentException("its property " + MqttListener.TOPIC + " names no topic filter");
        }
        return filters;
    }

    private static MqttQos qos(Map<String, ?> properties) {
        Object value = properties.get(MqttListener.QOS);
        if (value == null) {
            return MqttQos.AT_LEAST_ONCE;
        }
        for (MqttQos qos : MqttQos.values()) {
            if (value.toString().equals(Integer.toString(qos.ordinal()))) {
                return qos;
            }
        }
        throw new IllegalArgumentException("its property " + MqttListener.QOS + " is not 0, 1 or 2");
    }

    synchronized void remove(MqttListener listener) {
        all = all.stream()
                .filter(subscription -> subscription.listener() != listener)
                .toList();
    }

    /** The filters with the highest QoS that someone wants. */
    Map<String, MqttQos> wanted() {
        Map<String, MqttQos> wanted = new TreeMap<>();
        for (Subscription subscription : all) {
            for (TopicFilter filter : subscription.filters()) {
                wanted.merge(filter.text(), subscription.qos(), (a, b) -> a.compareTo(b) < 0 ? b : a);
            }
        }
        return wanted;
    }

    /**
     * Tells the broker what changed since the last call; called by one thread.
     *
     * @param anew whether the wire is new, so that the broker may not know anything
     */
    void sync(Wire wire, boolean anew) {
        Map<String, MqttQos> wanted = wanted();
        Map<String, MqttQos> missing = new TreeMap<>(wanted);
        if (!anew) {
            missing.entrySet().removeAll(known.entrySet());
        }
        // A session that the broker kept may still have those that went while the connection was down.
        Set<String> unwanted = new TreeSet<>(known.keySet());
        unwanted.removeAll(wanted.keySet());
        try {
            if (!unwanted.isEmpty()) {
                wire.unsubscribe(unwanted);
            }
            if (!missing.isEmpty()) {
                wire.subscribe(missing);
            }
            known = wanted;
        } catch (IOException e) {
            LOG.debug("{}: the wire is about to be reported as broken: {}", connection, e.getMessage());
        }
    }

    /** Calls each listener that wants the message, once. */
    void deliver(MqttMessage message) {
        for (Subscription subscription : all) {
            if (subscription.filters().stream().anyMatch(filter -> filter.matches(message.topic()))) {
                try {
                    subscription.listener().messageArrived(message);
                } catch (RuntimeException e) {
                    LOG.error("{}: a listener failed on {}", connection, message, e);
                }
            }
        }
    }

    private record Subscription(MqttListener listener, List<TopicFilter> filters, MqttQos qos) {}
}
