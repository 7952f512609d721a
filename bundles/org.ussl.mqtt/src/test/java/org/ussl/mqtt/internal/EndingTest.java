// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ussl.mqtt.MqttState;

/** Nothing is left of a connection that was closed. */
@Timeout(180)
class EndingTest {
    private final TestPki pki = new TestPki();

    @Test
    void endsAllThreadsAndSocketsWithinASecondEvenIfAListenerHangs() throws Exception {
        MoquetteBroker broker = new MoquetteBroker(pki);
        Gateway gateway = new Gateway(pki, broker.port(), Map.of());
        CountDownLatch inListener = new CountDownLatch(1);
        gateway.listen(
                message -> {
                    inListener.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ends",
                1);
        gateway.deliver(pki.client("gw-1"));
        Gateway.await("subscribed", () -> broker.subscriptions.remove("ends"));
        broker.send("ends", "x", 1);
        assertThat(inListener.await(Gateway.SECONDS, SECONDS)).isTrue();

        assertClosesWithinASecond(gateway);
        broker.close();
    }

    @Test
    void endsWithinASecondWhenTheBrokerHangsInTheHandshake() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Gateway gateway = new Gateway(
                        pki, silent.getLocalPort(), Map.of("clientId", "hang", "connectTimeoutMillis", 120_000L))) {
            gateway.deliver(pki.client("gw-1"));
            try (Socket held = silent.accept()) {
                assertThat(gateway.connection.state()).isEqualTo(MqttState.CONNECTING);
                assertClosesWithinASecond(gateway);
                assertThat(held.isClosed()).isFalse();
            }
        }
    }

    @Test
    void leavesNothingAfterAHundredStarts() throws Exception {
        try (MoquetteBroker broker = new MoquetteBroker(pki)) {
            for (int i = 0; i < 100; i++) {
                try (Gateway gateway = new Gateway(pki, broker.port(), Map.of())) {
                    gateway.deliver(pki.client("gw"));
                    if (i % 2 == 0) {
                        gateway.publish("start", "x").get(Gateway.SECONDS, SECONDS);
                    }
                }
            }
        }
        Gateway.await("no thread is left", () -> threads().isEmpty());
    }

    private static void assertClosesWithinASecond(Gateway gateway) throws Exception {
        long start = System.nanoTime();
        gateway.close();
        // A second, and what a busy machine takes; whatever hangs here hangs for longer.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
        assertThat(gateway.connection.state()).isEqualTo(MqttState.CLOSED);
        Gateway.await("no thread is left", () -> threads().isEmpty());
        assertThat(gateway.factory.sockets).allMatch(Socket::isClosed);
    }

    /** The threads of this bundle and of Paho. */
    static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("ussl-mqtt-") || name.startsWith("MQTT "))
                .collect(Collectors.toSet());
    }
}
