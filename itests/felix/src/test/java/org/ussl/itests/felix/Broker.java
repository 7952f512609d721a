// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptConnectMessage;
import io.moquette.interception.messages.InterceptPublishMessage;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** An MQTT broker on loopback that demands client certificates. Runs outside of OSGi for as long as the JVM does. */
final class Broker {

    private static int port;

    private Broker() {}

    /**
     * The port of the broker; started at the first call, because Pax Exam asks for all classes' containers beforehand.
     */
    static synchronized int port() throws IOException {
        if (port == 0) {
            port = start();
        }
        return port;
    }

    private static int start() throws IOException {
        Authority ca = Authority.create("CN=Plant CA");
        Identity identity =
                ca.issue(Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"));
        BrokerView view = BrokerView.of(ca.certificate(), ca.keyPair(), BrokerView.entry(identity));
        view.share();
        Properties properties = new Properties();
        properties.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
        properties.setProperty(IConfig.PORT_PROPERTY_NAME, "disabled");
        properties.setProperty(IConfig.SSL_PORT_PROPERTY_NAME, "0");
        properties.setProperty("need_client_auth", "true");
        properties.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
        properties.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
        properties.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
        Server server = new Server();
        server.startServer(
                new MemoryConfig(properties), List.of(new Observer(view)), () -> sslContext(view), null, null);
        return portOf(server);
    }

    /** Moquette notes its port on a thread of its own, and tells nobody when. */
    private static int portOf(Server server) throws IOException {
        Map<?, ?> noted = notedPorts(server);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            if (!noted.isEmpty()) {
                return server.getSslPort();
            }
            Thread.yield();
        }
        throw new IOException("the tests' broker did not come up within 60 s");
    }

    /**
     * The map in which Moquette notes its port. Its getter writes into it while it asks, and nothing guards it: asked
     * too early, it fails, or the port is lost.
     */
    private static Map<?, ?> notedPorts(Server server) {
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

    private static SslContext sslContext(BrokerView view) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", view.ca());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted);
            X509ExtendedTrustManager pkix = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
            return SslContextBuilder.forServer(new BrokerKeyManager(view))
                    .trustManager(new BrokerTrustManager(pkix, view))
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the tests' broker could not be set up", e);
        }
    }

    private static final class Observer extends AbstractInterceptHandler {
        private final BrokerView view;

        Observer(BrokerView view) {
            this.view = view;
        }

        @Override
        public String getID() {
            return "itests";
        }

        @Override
        public void onConnect(InterceptConnectMessage message) {
            view.connects().add(message.getClientID());
        }

        @Override
        public void onPublish(InterceptPublishMessage message) {
            view.messages(message.getTopicName()).add(message.getPayload().toString(StandardCharsets.UTF_8));
            super.onPublish(message); // Releases the buffer.
        }

        @Override
        public void onSessionLoopError(Throwable error) {
            throw new IllegalStateException("the tests' broker has failed", error);
        }
    }
}
