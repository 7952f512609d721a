// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.mqtt.MqttBufferFullException;
import org.ussl.mqtt.MqttListener;
import org.ussl.mqtt.MqttQos;
import org.ussl.mqtt.MqttState;
import org.ussl.testing.pki.Identity;

@Timeout(180)
class ConnectionTest {
    private static TestPki pki;
    private static MoquetteBroker broker;

    @BeforeAll
    static void startBroker() throws IOException {
        pki = new TestPki();
        broker = new MoquetteBroker(pki);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static Gateway gateway(String id, Map<String, ?> more) throws IOException {
        Map<String, Object> config = new HashMap<>(more);
        config.put("clientId", id);
        return new Gateway(pki, broker.port(), config);
    }

    /** What arrived at a topic; Moquette tells its interceptors a little after the acknowledgement, in order. */
    private static List<String> arrived(String topic, int count) {
        Gateway.await(count + " messages at " + topic, () -> arrived(topic).size() >= count);
        return arrived(topic);
    }

    private static List<String> arrived(String topic) {
        return broker.published.stream()
                .filter(text -> text.startsWith(topic + " "))
                .map(text -> text.substring(topic.length() + 1))
                .toList();
    }

    private static List<String> numbers(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void waitsWithoutCredentialAndConnectsWhenTheFactoryComes() throws Exception {
        try (Gateway gateway = gateway("waits", Map.of())) {
            CompletableFuture<Void> early = gateway.publish("waits", "early");
            assertThat(gateway.connection.state()).isEqualTo(MqttState.WAITING_FOR_CREDENTIAL);
            assertThat(gateway.factory.sockets).isEmpty();

            gateway.deliver(pki.client("gw-1"));

            early.get(Gateway.SECONDS, SECONDS);
            assertThat(gateway.connection.state()).isEqualTo(MqttState.CONNECTED);
            assertThat(arrived("waits", 1)).containsExactly("early");
            assertThat(gateway.connection.pending()).isZero();
        }
    }

    @Test
    void completesPublishesOfEveryQos() throws Exception {
        try (Gateway gateway = gateway("qos", Map.of())) {
            gateway.deliver(pki.client("gw-1"));
            for (MqttQos qos : MqttQos.values()) {
                gateway.publish("qos", qos.name(), qos).get(Gateway.SECONDS, SECONDS);
            }
            assertThat(arrived("qos", 3)).hasSize(3);
        }
    }

    @Test
    void losesNothingAndKeepsTheOrderOverFiveSwaps() throws Exception {
        int count = 500;
        try (Gateway gateway = gateway("swaps", Map.of())) {
            Identity first = pki.client("gw-1");
            gateway.deliver(first);
            List<Identity> identities = new ArrayList<>(List.of(first));
            List<CompletableFuture<Void>> results = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                results.add(gateway.publish("swaps", Integer.toString(i)));
                if (i % 90 == 0) {
                    // In mid-stream: the live connection has just acknowledged, and more waits.
                    results.get(i - 20).get(Gateway.SECONDS, SECONDS);
                    Identity next = pki.client("gw-" + i);
                    identities.add(next);
                    gateway.deliver(next);
                    Gateway.await(
                            "the swap",
                            () -> broker.serials.contains(next.certificate().getSerialNumber()));
                }
            }
            CompletableFuture.allOf(results.toArray(new CompletableFuture<?>[0]))
                    .get(Gateway.SECONDS, SECONDS);

            assertThat(arrived("swaps", count)).isEqualTo(numbers(count));
            assertThat(identities).hasSize(6);
        }
    }

    @Test
    void doesNotMissASwapWhileOneIsUnderWay() throws Exception {
        try (Gateway gateway = gateway("burst", Map.of())) {
            gateway.deliver(pki.client("gw-1"));
            gateway.publish("burst", "1").get(Gateway.SECONDS, SECONDS);
            Identity last = null;
            for (int i = 0; i < 20; i++) {
                last = pki.client("gw-" + i);
                gateway.deliver(last);
            }
            var serial = last.certificate().getSerialNumber();
            Gateway.await(
                    "the last of the versions",
                    () -> broker.serials.contains(serial) && gateway.connection.state() == MqttState.CONNECTED);
            gateway.publish("burst", "2").get(Gateway.SECONDS, SECONDS);
            assertThat(broker.serials.get(broker.serials.size() - 1)).isEqualTo(serial);
        }
    }

    @Test
    void staysUpWithoutFactoryAndIgnoresTheSameVersionComingBack() throws Exception {
        try (Gateway gateway = gateway("stays", Map.of())) {
            gateway.deliver(pki.client("gw-1"));
            gateway.publish("stays", "1").get(Gateway.SECONDS, SECONDS);
            gateway.withdraw();
            gateway.publish("stays", "2").get(Gateway.SECONDS, SECONDS);
            gateway.announce();
            gateway.publish("stays", "3").get(Gateway.SECONDS, SECONDS);
            assertThat(gateway.factory.sockets).hasSize(1);
            assertThat(gateway.connection.state()).isEqualTo(MqttState.CONNECTED);
        }
    }

    @Test
    void waitsForAFactoryWhenTheConnectionIsLostWithoutOne() throws Exception {
        try (Gateway gateway = gateway("orphan", Map.of())) {
            gateway.deliver(pki.client("gw-1"));
            gateway.publish("orphan", "1").get(Gateway.SECONDS, SECONDS);
            gateway.withdraw();
            gateway.factory.sockets.get(0).close();
            Gateway.await("the state", () -> gateway.connection.state() == MqttState.WAITING_FOR_CREDENTIAL);
            CompletableFuture<Void> meanwhile = gateway.publish("orphan", "2");
            gateway.announce();
            meanwhile.get(Gateway.SECONDS, SECONDS);
        }
    }

    @Test
    void aNewVersionDoesNotWaitForTheEndOfAPause() throws Exception {
        Identity bad = pki.client("revoked-too");
        broker.refused.add(bad.certificate().getSerialNumber());
        broker.refusals.clear();
        Map<String, Object> config =
                Map.of("clientId", "waiting", "reconnectMinMillis", 600_000L, "reconnectMaxMillis", 600_000L);
        try (Gateway gateway = new Gateway(pki, broker.port(), config, () -> 0.99)) {
            gateway.deliver(bad);
            assertThat(broker.refusals.poll(Gateway.SECONDS, SECONDS)).isNotNull();
            CompletableFuture<Void> result = gateway.publish("waiting", "1");
            gateway.deliver(pki.client("good-too"));
            result.get(Gateway.SECONDS, SECONDS);
        }
    }

    @Test
    void goesOnTryingWithGrowingPausesWhenRefusedAndSucceedsAfterASwap() throws Exception {
        Identity bad = pki.client("revoked");
        broker.refused.add(bad.certificate().getSerialNumber());
        broker.refusals.clear();
        Map<String, Object> config =
                Map.of("clientId", "refused", "reconnectMinMillis", 10L, "reconnectMaxMillis", 30_000L);
        try (Gateway gateway = new Gateway(pki, broker.port(), config, () -> 0.99)) {
            gateway.deliver(bad);
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                times.add(broker.refusals.poll(Gateway.SECONDS, SECONDS));
            }
            assertThat(times).doesNotContainNull();
            for (int i = 1; i < times.size(); i++) {
                assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1)))
                        .isGreaterThan(Duration.ofMillis(9L << (i - 1)));
            }
            assertThat(gateway.connection.state()).isEqualTo(MqttState.CONNECTING);
            CompletableFuture<Void> result = gateway.publish("refused", "1");
            gateway.deliver(pki.client("good"));
            result.get(Gateway.SECONDS, SECONDS);
            assertThat(EndingTest.threads()).as("none is stuck (paho #850)").hasSizeLessThan(10);
        }
        Gateway.await("no thread is left", () -> EndingTest.threads().isEmpty());
    }

    @Test
    void refusesWhatTheBufferCannotHold() throws Exception {
        try (Gateway gateway = gateway("full", Map.of("bufferSize", 3))) {
            for (int i = 0; i < 3; i++) {
                gateway.publish("full", "x");
            }
            assertThatThrownBy(() -> gateway.publish("full", "x").get(Gateway.SECONDS, SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(MqttBufferFullException.class)
                    .hasMessageContaining("3 messages wait");
            assertThat(gateway.connection.pending()).isEqualTo(3);
        }
    }

    @Test
    void failsWhatIsPendingWhenClosed() throws Exception {
        CompletableFuture<Void> pending;
        try (Gateway gateway = gateway("closed", Map.of())) {
            pending = gateway.publish("closed", "x");
        }
        assertThatThrownBy(() -> pending.get(Gateway.SECONDS, SECONDS)).cause().isInstanceOf(IOException.class);
    }

    @Test
    void sendsWhatIsOnDiskAfterARestart(@TempDir Path folder) throws Exception {
        Map<String, String> config =
                Map.of("bufferFolder", folder.resolve("buffer").toString());
        try (Gateway gateway = gateway("disk", config)) {
            for (int i = 1; i <= 5; i++) {
                gateway.publish("disk", Integer.toString(i));
            }
        }
        try (Gateway gateway = gateway("disk", config)) {
            assertThat(gateway.connection.pending()).isEqualTo(5);
            gateway.deliver(pki.client("gw-1"));
            gateway.publish("disk", "6").get(Gateway.SECONDS, SECONDS);
            assertThat(arrived("disk", 6)).isEqualTo(numbers(6));
        }
        try (var files = Files.list(folder.resolve("buffer"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void bringsMessagesToEachMatchingListenerOnceInOrder() throws Exception {
        try (Gateway gateway = gateway("listen", Map.of())) {
            BlockingQueue<String> all = new LinkedBlockingQueue<>();
            BlockingQueue<String> one = new LinkedBlockingQueue<>();
            gateway.listen(message -> all.add(message.topic() + message.qos().ordinal()), "in/#", 2);
            gateway.deliver(pki.client("gw-1"));
            assertThat(broker.subscriptions.poll(Gateway.SECONDS, SECONDS)).isEqualTo("in/#");
            gateway.listen(message -> one.add(message.topic()), "other/+/x", 1);
            assertThat(broker.subscriptions.poll(Gateway.SECONDS, SECONDS)).isEqualTo("other/+/x");
            for (int i = 0; i < 20; i++) {
                broker.send("in/" + i, "payload", i % 3);
            }
            broker.send("other/5/x", "payload", 1);
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                seen.add(all.poll(Gateway.SECONDS, SECONDS));
            }
            assertThat(seen)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20)
                            .mapToObj(i -> "in/" + i + i % 3)
                            .toList());
            assertThat(seen.stream().filter(text -> text.endsWith("1")).toList())
                    .isEqualTo(IntStream.range(0, 20)
                            .filter(i -> i % 3 == 1)
                            .mapToObj(i -> "in/" + i + "1")
                            .toList());
            assertThat(one.poll(Gateway.SECONDS, SECONDS)).isEqualTo("other/5/x");
            assertThat(one).isEmpty();
        }
    }

    @Test
    void subscribesAgainAfterASwapAndUnsubscribesWithTheLastListener() throws Exception {
        try (Gateway gateway = gateway("again", Map.of())) {
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            MqttListener listener = message -> seen.add(message.topic());
            gateway.listen(listener, "again/#", 1);
            gateway.deliver(pki.client("gw-1"));
            Gateway.await("subscribed", () -> broker.subscriptions.remove("again/#"));
            gateway.deliver(pki.client("gw-2"));
            Gateway.await("subscribed again", () -> broker.subscriptions.remove("again/#"));
            broker.send("again/1", "x", 1);
            assertThat(seen.poll(Gateway.SECONDS, SECONDS)).isEqualTo("again/1");
            gateway.connection.removeListener(listener);
            Gateway.await("unsubscribed", () -> broker.unsubscriptions.remove("again/#"));
        }
    }

    @Test
    void letsAListenerWaitForItsOwnPublish() throws Exception {
        try (Gateway gateway = gateway("echo", Map.of())) {
            CompletableFuture<Void> answered = new CompletableFuture<>();
            gateway.listen(
                    message -> {
                        gateway.publish("echo/out", "answer").join();
                        answered.complete(null);
                    },
                    "echo/in",
                    1);
            gateway.deliver(pki.client("gw-1"));
            Gateway.await("subscribed", () -> broker.subscriptions.remove("echo/in"));
            broker.send("echo/in", "question", 1);
            answered.get(Gateway.SECONDS, SECONDS);
            assertThat(arrived("echo/out", 1)).containsExactly("answer");
        }
    }

    @Test
    void givesUpOnABrokerThatNeverAnswersAndTriesAgain() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
                Gateway gateway = new Gateway(
                        pki, silent.getLocalPort(), Map.of("clientId", "mute", "connectTimeoutMillis", 50L))) {
            gateway.deliver(pki.client("gw-1"));
            try (Socket first = silent.accept();
                    Socket second = silent.accept()) {
                assertThat(first.getPort()).isNotEqualTo(second.getPort());
            }
        }
    }

    @Test
    void doesNotSpinWhileTheBrokerIsDown() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (Gateway gateway = new Gateway(pki, port, Map.of("reconnectMaxMillis", 60_000L))) {
            gateway.deliver(pki.client("gw-1"));
            CompletableFuture<Void> result = gateway.publish("down", "x");
            assertThatThrownBy(() -> result.get(300, MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(gateway.connection.state()).isEqualTo(MqttState.CONNECTING);
            assertThat(gateway.connection.pending()).isEqualTo(1);
        }
    }
}
