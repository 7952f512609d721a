// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

/**
 * An application that publishes numbers at QoS 1, one as soon as the other is acknowledged, and repeats what the
 * connection could not take because it went away.
 */
final class Publisher {
    private final Supplier<MqttConnection> connection;
    private final String topic;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private final BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();
    private volatile boolean running = true;

    Publisher(MqttConnection connection, String topic) {
        this(() -> connection, topic);
    }

    /** Takes a supplier that waits for the connection where its bundle comes and goes. */
    Publisher(Supplier<MqttConnection> connection, String topic) {
        this.connection = connection;
        this.topic = topic;
    }

    Publisher start() {
        Thread thread = new Thread(this::run, "publisher-" + topic);
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Ends the stream and gives the last number, which is acknowledged. */
    int stop() throws InterruptedException, ExecutionException, TimeoutException {
        running = false;
        return done.get(60, TimeUnit.SECONDS);
    }

    /** Waits until all numbers up to the last have arrived, in order; what comes again is passed over. */
    static void assertArrived(BlockingQueue<String> messages, int last) throws InterruptedException {
        int expected = 1;
        while (expected <= last) {
            int number = next(messages);
            if (number > expected) {
                throw new AssertionError("message " + number + " came, and " + expected + " did not come before");
            }
            if (number == expected) {
                expected++;
            }
        }
    }

    /** Waits until the broker acknowledges a message that is published from now on. */
    void awaitProgress() throws InterruptedException {
        acknowledged.clear();
        for (int i = 0; i < 2; i++) { // The first may have been under way before.
            if (acknowledged.poll(20, TimeUnit.SECONDS) == null) {
                throw new AssertionError("no traffic within 20 s");
            }
        }
    }

    private static int next(BlockingQueue<String> messages) throws InterruptedException {
        String text = messages.poll(20, TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("the last messages never arrived");
        }
        return Integer.parseInt(text);
    }

    private void run() {
        int number = 0;
        try {
            while (running) {
                number++;
                publish(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
                acknowledged.add(number);
            }
            done.complete(number);
        } catch (InterruptedException | TimeoutException | RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private void publish(byte[] payload) throws InterruptedException, TimeoutException {
        while (true) {
            try {
                connection
                        .get()
                        .publish(MqttMessage.of(topic, payload, MqttQos.AT_LEAST_ONCE))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException closedWithItsBundle) {
                // The contract: a stage that fails leaves the message with the caller, who asks the next connection.
            }
        }
    }
}
