// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.ussl.mqtt.MqttListener;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;
import org.ussl.testing.pki.Identity;

/** A connection with its factory, as the component puts them together. */
final class Gateway implements AutoCloseable {
    static final long SECONDS = 20;

    final TestPki pki;
    final FollowingFactory factory;
    final TlsFactories factories = new TlsFactories();
    final Connection connection;
    private long revision;

    Gateway(TestPki pki, int port, Map<String, ?> more) throws IOException {
        this(pki, port, more, () -> ThreadLocalRandom.current().nextDouble());
    }

    Gateway(TestPki pki, int port, Map<String, ?> more, DoubleSupplier jitter) throws IOException {
        this.pki = pki;
        this.factory = new FollowingFactory(pki.context(pki.client("gw-1")));
        Map<String, Object> config = new HashMap<>();
        config.put("uri", "ssl://localhost:" + port);
        config.put("name", "cloud");
        config.put("reconnectMinMillis", 20L);
        config.put("reconnectMaxMillis", 200L);
        config.putAll(more);
        Settings settings = SettingsReader.read(TestConfig.of(config), Map.of());
        Journal journal = settings.bufferFolder() == null ? Journal.NONE : new FileJournal(settings.bufferFolder());
        connection = new Connection(
                settings,
                factories,
                new Outbox("cloud", settings.bufferSize(), journal),
                new Subscriptions("cloud"),
                new Backoff(settings.reconnectMin(), settings.reconnectMax(), jitter));
        connection.start();
    }

    /** The TLS bundle registers its factory, or has a new version. */
    void deliver(Identity identity) {
        factory.context = pki.context(identity);
        revision++;
        announce();
    }

    /** The TLS bundle registers what it had. */
    void announce() {
        factories.put(factory, Map.of("ussl.profile", "default", "service.id", 7L, "ussl.revision", revision));
        connection.tlsChanged();
    }

    /** The TLS bundle stops. */
    void withdraw() {
        factories.remove(Map.of("service.id", 7L));
        connection.tlsChanged();
    }

    void listen(MqttListener listener, String filter, int qos) {
        connection.addListener(listener, Map.of(MqttListener.TOPIC, filter, MqttListener.QOS, qos));
    }

    CompletableFuture<Void> publish(String topic, String payload) {
        return publish(topic, payload, MqttQos.AT_LEAST_ONCE);
    }

    CompletableFuture<Void> publish(String topic, String payload, MqttQos qos) {
        return connection
                .publish(MqttMessage.of(topic, payload.getBytes(UTF_8), qos))
                .toCompletableFuture();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in " + SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() throws InterruptedException {
        connection.close();
    }
}
