// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.mqtt.MqttListener;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;
import org.ussl.mqtt.MqttState;

@Timeout(180)
class ConfigurationChangeTest {
    private static TestPki pki;
    private static MoquetteBroker broker;

    @TempDir
    Path work;

    @BeforeAll
    static void startBroker() throws IOException {
        pki = new TestPki();
        broker = new MoquetteBroker(pki);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static ConfiguredRig rig(String id, Map<String, ?> more) throws IOException {
        Map<String, Object> values = new HashMap<>(more);
        values.put("uri", uri(broker));
        values.put("clientId", id);
        values.put("reconnectMinMillis", 20L);
        values.put("reconnectMaxMillis", 200L);
        return new ConfiguredRig(pki, values);
    }

    private static String uri(MoquetteBroker at) {
        return "ssl://localhost:" + at.port();
    }

    private static void publish(Connection connection, String topic) throws Exception {
        connection
                .publish(MqttMessage.of(topic, "x".getBytes(UTF_8), MqttQos.AT_LEAST_ONCE))
                .toCompletableFuture()
                .get(Gateway.SECONDS, SECONDS);
    }

    @Test
    void goesOnAsBeforeWhenAnyValueIsRefused() throws Exception {
        Path file = Files.createFile(work.resolve("no-folder"));
        Map<String, Object> refused = Map.ofEntries(
                Map.entry("name", "a b"),
                Map.entry("uri", "tcp://localhost:1883"),
                Map.entry("clientId", "a\0b"),
                Map.entry("profile", "no/profile"),
                Map.entry("user", "a\0b"),
                Map.entry("keepAliveSeconds", 65_536),
                Map.entry("mqttVersion", "4"),
                Map.entry("sessionExpirySeconds", -1L),
                Map.entry("will.topic", "lost/#"),
                Map.entry("will.payload", "x".repeat(65_536)),
                Map.entry("will.qos", 3),
                Map.entry("bufferSize", 1_000_001),
                Map.entry("bufferFolder", file.toString()),
                Map.entry("reconnectMinMillis", 0L),
                Map.entry("reconnectMaxMillis", 86_400_001L),
                Map.entry("connectTimeoutMillis", 600_001L),
                Map.entry("drainTimeoutMillis", -1L));
        try (ConfiguredRig rig = rig("refuses", Map.of())) {
            Connection before = rig.service();
            publish(before, "refuses");

            for (Map.Entry<String, Object> bad : refused.entrySet()) {
                rig.configure(bad.getKey(), bad.getValue());
                assertThat(rig.services).as(bad.getKey()).containsExactly(before);
                assertThat(before.state()).as(bad.getKey()).isEqualTo(MqttState.CONNECTED);
            }
            publish(before, "refuses");
            assertThat(rig.factory.sockets).hasSize(1);
        }
    }

    @Test
    void staysUpWhenNothingOfTheConnectionChanges() throws Exception {
        try (ConfiguredRig rig = rig("same", Map.of())) {
            Connection before = rig.service();
            publish(before, "same");
            rig.configure("bufferSize", 7);
            publish(before, "same");
            assertThat(rig.services).containsExactly(before);
            assertThat(rig.factory.sockets).hasSize(1);
        }
    }

    @Test
    void movesToAnotherBrokerWithItsListeners() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        MqttListener listener = message -> heard.add(new String(message.payload(), UTF_8));
        try (MoquetteBroker other = new MoquetteBroker(pki);
                ConfiguredRig rig = rig("moves", Map.of())) {
            rig.component.bindListener(listener, Map.of(MqttListener.TOPIC, "moves/back", MqttListener.QOS, 1));
            Connection connection = rig.service();
            publish(connection, "moves");

            rig.configure("uri", uri(other));

            // What is published before that may still go to the broker before.
            Gateway.await("subscribed", () -> other.subscriptions.remove("moves/back"));
            publish(connection, "moves");
            Gateway.await("at the other broker", () -> other.published.contains("moves x"));
            assertThat(rig.services).containsExactly(connection);
            other.send("moves/back", "hello", 1);
            assertThat(heard.poll(Gateway.SECONDS, SECONDS)).isEqualTo("hello");
        }
    }

    @Test
    void isAnotherConnectionWithAnotherName() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ConfiguredRig rig = rig("renamed", Map.of())) {
            rig.component.bindListener(
                    message -> heard.add(new String(message.payload(), UTF_8)), Map.of(MqttListener.TOPIC, "renamed"));
            Connection before = rig.service();
            publish(before, "first");

            rig.configure("name", "other");

            assertThat(before.state()).isEqualTo(MqttState.CLOSED);
            assertThat(rig.services).hasSize(1).doesNotContain(before);
            assertThat(rig.service().name()).isEqualTo("other");
            publish(rig.service(), "renamed");
            assertThat(heard.poll(Gateway.SECONDS, SECONDS)).isEqualTo("x");
        }
    }

    @Test
    void takesAnotherProfileAndWaitsForIt() throws Exception {
        try (ConfiguredRig rig = rig("waits", Map.of())) {
            publish(rig.service(), "plant");
            rig.configure("profile", "plant");
            Gateway.await("at rest", () -> rig.service().state() == MqttState.WAITING_FOR_CREDENTIAL);
            rig.component.bindTls(
                    new FollowingFactory(pki.context(pki.client("gw-2"))),
                    Map.of("ussl.profile", "plant", "service.id", 8L, "ussl.revision", 1L));
            publish(rig.service(), "plant");
        }
    }

    @Test
    void goesBackToTheOldOneWhenAFolderCannotBeRead() throws Exception {
        Path spoilt = Files.createDirectories(work.resolve("cloud").resolve("folder.tmp"));
        Files.createFile(spoilt.resolve("file"));
        try (ConfiguredRig rig = rig("back", Map.of())) {
            rig.configure("bufferFolder", work.toString());
            publish(rig.service(), "back");
            assertThat(rig.services).hasSize(1);
        }
    }

    @Test
    void bringsWhatWaitsOnDiskToTheNewBroker() throws Exception {
        try (MoquetteBroker other = new MoquetteBroker(pki);
                ConfiguredRig rig = rig("keeps", Map.of("bufferFolder", work.toString(), "profile", "later"))) {
            CompletableFuture<Void> waits = rig.service()
                    .publish(MqttMessage.of("keeps", "x".getBytes(UTF_8), MqttQos.AT_LEAST_ONCE))
                    .toCompletableFuture();
            rig.values.put("profile", "default");

            rig.configure("uri", uri(other));

            waits.get(Gateway.SECONDS, SECONDS);
            Gateway.await("arrived", () -> other.published.equals(List.of("keeps x")));
        }
    }
}
