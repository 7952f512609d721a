// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.mqtt.MqttQos;
import org.ussl.mqtt.MqttState;

/** The same promises against a broker that others wrote, in both versions of the protocol. */
@Timeout(180)
class MosquittoTest {
    @TempDir
    Path folder;

    private TestPki pki;
    private Mosquitto broker;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Mosquitto.isInstalled(), "mosquitto and mosquitto_sub are not installed");
        pki = new TestPki();
        broker = new Mosquitto(folder, pki);
    }

    @AfterEach
    void stop() throws Exception {
        if (broker != null) {
            broker.close();
        }
    }

    private Gateway gateway(String version, Map<String, ?> more) throws Exception {
        Map<String, Object> config = new HashMap<>(more);
        config.put("mqttVersion", version);
        config.put("clientId", "gw");
        Gateway gateway = new Gateway(pki, broker.port, config);
        gateway.deliver(pki.client("gw-1"));
        return gateway;
    }

    /** What the watcher has seen up to and including {@code last}. */
    private static List<String> until(BlockingQueue<String> lines, String last) throws InterruptedException {
        List<String> messages = new ArrayList<>();
        while (!messages.contains(last)) {
            String line = lines.poll(Gateway.SECONDS, SECONDS);
            assertThat(line).as("after %s", messages).isNotNull();
            if (line.startsWith("message ")) {
                messages.add(line.substring("message ".length()));
            }
        }
        return messages;
    }

    private static List<String> numbers(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.1.1", "5"})
    void losesNothingAndRepeatsNothingOverFiveSwaps(String version) throws Exception {
        BlockingQueue<String> lines = broker.watch("stream", 1);
        int count = 600;
        try (Gateway gateway = gateway(version, Map.of())) {
            for (int i = 1; i <= count; i++) {
                CompletableFuture<Void> result = gateway.publish("stream", Integer.toString(i));
                if (i % 100 == 50) {
                    result.get(Gateway.SECONDS, SECONDS);
                    int before = gateway.factory.sockets.size();
                    gateway.deliver(pki.client("gw-" + i));
                    Gateway.await("the swap", () -> gateway.factory.sockets.size() > before);
                }
            }
            assertThat(until(lines, Integer.toString(count))).isEqualTo(numbers(count));
            assertThat(gateway.factory.sockets).hasSize(7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.1.1", "5"})
    void losesNothingWhenTheBrokerIsKilledInMidStream(String version) throws Exception {
        BlockingQueue<String> lines = broker.watch("stream", 1);
        int count = 300;
        try (Gateway gateway = gateway(version, Map.of())) {
            List<CompletableFuture<Void>> results = new ArrayList<>();
            Set<String> unanswered = new HashSet<>();
            for (int i = 1; i <= count; i++) {
                results.add(gateway.publish("stream", Integer.toString(i)));
                if (i == 150) {
                    results.get(100).get(Gateway.SECONDS, SECONDS);
                    broker.kill();
                }
                if (i == 200) {
                    Gateway.await("it notices", () -> gateway.connection.state() == MqttState.CONNECTING);
                    numbers(i).stream()
                            .filter(number ->
                                    !results.get(Integer.parseInt(number) - 1).isDone())
                            .forEach(unanswered::add);
                    broker.start();
                }
            }
            CompletableFuture.allOf(results.toArray(new CompletableFuture<?>[0]))
                    .get(Gateway.SECONDS, SECONDS);
            // Two things are mosquitto's own. It repeats what the last state in its file says is not delivered, so each
            // is counted once. And it answers before it writes that file, so what it had answered may be gone with it.
            Set<String> seen = new LinkedHashSet<>(until(lines, Integer.toString(count)));
            assertThat(unanswered).hasSizeGreaterThanOrEqualTo(50);
            assertThat(seen).containsAll(unanswered);
            assertThat(seen.stream().map(Integer::valueOf)).isSorted().contains(1, 100, 201, count);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.1.1", "5"})
    void deliversQos2ExactlyOnceThoughTheConnectionIsCut(String version) throws Exception {
        BlockingQueue<String> lines = broker.watch("stream", 2);
        int count = 400;
        try (Gateway gateway = gateway(version, Map.of("reconnectMinMillis", 1L, "reconnectMaxMillis", 5L))) {
            for (int i = 1; i <= count; i++) {
                CompletableFuture<Void> result = gateway.publish("stream", Integer.toString(i), MqttQos.EXACTLY_ONCE);
                if (i % 20 == 0) {
                    gateway.factory.sockets.forEach(MosquittoTest::cut);
                    result.get(Gateway.SECONDS, SECONDS);
                }
            }
            assertThat(until(lines, Integer.toString(count))).isEqualTo(numbers(count));
            assertThat(gateway.factory.sockets.size()).isGreaterThan(10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.1.1", "5"})
    void losesNothingWithCleanStartsEither(String version) throws Exception {
        BlockingQueue<String> lines = broker.watch("stream", 1);
        int count = 200;
        Map<String, ?> config = Map.of("cleanStart", true, "reconnectMinMillis", 1L, "reconnectMaxMillis", 5L);
        try (Gateway gateway = gateway(version, config)) {
            for (int i = 1; i <= count; i++) {
                CompletableFuture<Void> result = gateway.publish("stream", Integer.toString(i));
                if (i % 20 == 0) {
                    gateway.factory.sockets.forEach(MosquittoTest::cut);
                    result.get(Gateway.SECONDS, SECONDS);
                }
            }
            List<String> seen = until(lines, Integer.toString(count));
            assertThat(new LinkedHashSet<>(seen)).containsExactlyElementsOf(numbers(count));
            assertThat(seen.size() - count).as("duplicates of ten cuts").isLessThanOrEqualTo(10 * Connection.WINDOW);
        }
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.1.1", "5"})
    void leavesItsWillOnAnAbnormalEndAndNotOnASwap(String version) throws Exception {
        BlockingQueue<String> lines = broker.watch("#", 1);
        try (Gateway gateway = gateway(version, Map.of("will.topic", "lost", "will.payload", "gone"))) {
            for (int i = 1; i <= 3; i++) {
                gateway.publish("alive", "alive").get(Gateway.SECONDS, SECONDS);
                gateway.deliver(pki.client("gw-" + i));
                int swaps = i + 1;
                Gateway.await(
                        "the swap",
                        () -> gateway.factory.sockets.size() == swaps
                                && gateway.connection.state() == MqttState.CONNECTED);
            }
            gateway.publish("alive", "swapped").get(Gateway.SECONDS, SECONDS);
            assertThat(until(lines, "swapped")).doesNotContain("gone");
            gateway.factory.sockets.get(3).close();
            until(lines, "gone");
        }
        broker.watch("closing", 1);
        assertThat(lines).doesNotContain("message gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.1.1", "5"})
    void hearsWhatWasSentWhileItWasAway(String version) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (Gateway gateway = gateway(version, Map.of())) {
            gateway.listen(message -> heard.add(message.topic()), "orders/+", 1);
            Gateway.await("subscribed", () -> {
                gateway.publish("orders/first", "x");
                return heard.contains("orders/first");
            });
        }
        Map<String, Object> other = new HashMap<>(Map.of("mqttVersion", version, "clientId", "other"));
        try (Gateway sender = new Gateway(pki, broker.port, other)) {
            sender.deliver(pki.client("other"));
            sender.publish("orders/meanwhile", "x").get(Gateway.SECONDS, SECONDS);
        }
        BlockingQueue<String> later = new LinkedBlockingQueue<>();
        try (Gateway gateway = new Gateway(pki, broker.port, Map.of("mqttVersion", version, "clientId", "gw"))) {
            gateway.listen(message -> later.add(message.topic()), "orders/+", 1);
            gateway.deliver(pki.client("gw-2"));
            Gateway.await("the order", () -> later.contains("orders/meanwhile"));
        }
    }
}
