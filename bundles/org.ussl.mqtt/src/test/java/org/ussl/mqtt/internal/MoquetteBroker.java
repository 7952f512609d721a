// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.moquette.BrokerConstants;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptConnectMessage;
import io.moquette.interception.messages.InterceptPublishMessage;
import io.moquette.interception.messages.InterceptSubscribeMessage;
import io.moquette.interception.messages.InterceptUnsubscribeMessage;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** A broker in this JVM with mutual TLS 1.3; MQTT 3.1.1. */
final class MoquetteBroker implements AutoCloseable {
    /** What arrived, in order: topic and payload. */
    final List<String> published = new CopyOnWriteArrayList<>();

    final BlockingQueue<String> publishes = new LinkedBlockingQueue<>();
    final BlockingQueue<String> connects = new LinkedBlockingQueue<>();
    final BlockingQueue<String> subscriptions = new LinkedBlockingQueue<>();
    final BlockingQueue<String> unsubscriptions = new LinkedBlockingQueue<>();
    /** When a client certificate was refused, in nanoseconds. */
    final BlockingQueue<Long> refusals = new LinkedBlockingQueue<>();

    final Set<BigInteger> refused = ConcurrentHashMap.newKeySet();
    final List<BigInteger> serials = new CopyOnWriteArrayList<>();
    private final Server server = new Server();

    MoquetteBroker(TestPki pki) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(IConfig.PORT_PROPERTY_NAME, BrokerConstants.DISABLED_PORT_BIND);
        properties.setProperty(IConfig.SSL_PORT_PROPERTY_NAME, "0");
        properties.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
        properties.setProperty(BrokerConstants.NEED_CLIENT_AUTH, "true");
        properties.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
        properties.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
        properties.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
        SslContext tls = SslContextBuilder.forServer(
                        pki.broker.keyPair().getPrivate(), pki.broker.chain().toArray(new X509Certificate[0]))
                .trustManager(new Doorkeeper(pki.ca.certificate()))
                .clientAuth(ClientAuth.REQUIRE)
                .protocols("TLSv1.3")
                .build();
        server.startServer(new MemoryConfig(properties), List.of(new Witness()), () -> tls, null, null);
        // It notes its port in a thread of its own.
        Gateway.await("the broker's port", () -> !notedPorts().isEmpty());
    }

    /**
     * The map in which Moquette notes its port. Its getter writes into it while it asks, and nothing guards it: asked
     * too early, it fails, or the port is lost.
     */
    private Map<?, ?> notedPorts() {
        try {
            Field acceptor = Server.class.getDeclaredField("acceptor");
            acceptor.setAccessible(true);
            Field ports = acceptor.getType().getDeclaredField("ports");
            ports.setAccessible(true);
            return (Map<?, ?>) ports.get(acceptor.get(server));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("another Moquette than this was written for", e);
        }
    }

    int port() {
        return server.getSslPort();
    }

    void send(String topic, String payload, int qos) {
        server.internalPublish(
                MqttMessageBuilders.publish()
                        .topicName(topic)
                        .qos(MqttQoS.valueOf(qos))
                        .retained(false)
                        .payload(Unpooled.copiedBuffer(payload, UTF_8))
                        .build(),
                "test");
    }

    @Override
    public void close() {
        server.stopServer();
    }

    private final class Witness extends AbstractInterceptHandler {
        @Override
        public String getID() {
            return "witness";
        }

        @Override
        public void onConnect(InterceptConnectMessage message) {
            connects.add(message.getClientID());
        }

        @Override
        public void onPublish(InterceptPublishMessage message) {
            String text = message.getTopicName() + " " + message.getPayload().toString(UTF_8);
            message.getPayload().release();
            published.add(text);
            publishes.add(text);
        }

        @Override
        public void onSubscribe(InterceptSubscribeMessage message) {
            subscriptions.add(message.getTopicFilter());
        }

        @Override
        public void onUnsubscribe(InterceptUnsubscribeMessage message) {
            unsubscriptions.add(message.getTopicFilter());
        }

        @Override
        public void onSessionLoopError(Throwable error) {
            publishes.add("error " + error);
        }
    }

    private final class Doorkeeper extends X509ExtendedTrustManager {
        private final X509Certificate ca;

        Doorkeeper(X509Certificate ca) {
            this.ca = ca;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            BigInteger serial = chain[0].getSerialNumber();
            serials.add(serial);
            if (refused.contains(serial)) {
                refusals.add(System.nanoTime());
                throw new CertificateException("refused by the test");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new IllegalStateException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new IllegalStateException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new IllegalStateException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {ca};
        }
    }
}
