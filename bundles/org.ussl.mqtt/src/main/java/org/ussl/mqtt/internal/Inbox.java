// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ussl.mqtt.MqttMessage;

/**
 * Brings messages to the listeners, in a thread that may be held up.
 *
 * <p>Not in Paho's callback thread: that also handles the acknowledgements of what we publish, so that a listener that
 * waits for its own publish would wait for ever. A full inbox stops reading from the broker.
 */
final class Inbox {
    private static final int ROOM = 256;

    private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(ROOM);
    private final Consumer<MqttMessage> listeners;
    private final Thread thread;

    Inbox(String name, Consumer<MqttMessage> listeners) {
        this.listeners = listeners;
        this.thread = new Thread(this::run, "ussl-mqtt-" + name + "-listeners");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void put(MqttMessage message, Runnable acknowledge) throws InterruptedException {
        arrivals.put(new Arrival(message, acknowledge));
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                Arrival arrival = arrivals.take();
                listeners.accept(arrival.message());
                arrival.acknowledge().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread; what has not been delivered has not been acknowledged, so the broker sends it again. */
    boolean close(long timeout, TimeUnit unit) throws InterruptedException {
        thread.interrupt();
        thread.join(unit.toMillis(timeout));
        return !thread.isAlive();
    }

    private record Arrival(MqttMessage message, Runnable acknowledge) {}
}
