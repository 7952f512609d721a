// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptPublishMessage;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/**
 * An MQTT broker on loopback that takes clients with a certificate of its CA, and notes who came and what they said.
 */
final class Broker implements AutoCloseable {
    private final Authority ca = Authority.create("CN=Plant CA");
    private final BlockingQueue<BigInteger> serials = new LinkedBlockingQueue<>();
    private final BlockingQueue<Reading> news = new LinkedBlockingQueue<>();
    private final Set<Reading> readings = ConcurrentHashMap.newKeySet();
    private final Server server = new Server();
    private final int port;

    Broker() throws Exception {
        Properties properties = new Properties();
        properties.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
        properties.setProperty(IConfig.PORT_PROPERTY_NAME, "disabled");
        properties.setProperty(IConfig.SSL_PORT_PROPERTY_NAME, "0");
        properties.setProperty("need_client_auth", "true");
        properties.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
        properties.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
        properties.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
        server.startServer(new MemoryConfig(properties), List.of(new Observer()), this::tls, null, null);
        // Moquette notes its port on a thread of its own.
        Patience.await("broker", () -> !notedPorts().isEmpty());
        port = server.getSslPort();
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

    private SslContext tls() {
        try {
            Identity identity = ca.issue(Certificate.named("CN=localhost").dns("localhost"));
            return SslContextBuilder.forServer(identity.keyPair().getPrivate(), identity.certificate())
                    .trustManager(new Clients())
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("the tests' broker could not be set up", e);
        }
    }

    Authority ca() {
        return ca;
    }

    /** A new certificate for the gateway. */
    Identity identity() {
        return ca.issue(Certificate.named("CN=gw-17"));
    }

    int port() {
        return port;
    }

    /** Waits for a full handshake with this certificate. */
    void awaitClient(Identity identity) throws InterruptedException {
        await(serials, identity.certificate().getSerialNumber()::equals);
    }

    /** Waits for a reading that is published from now on. */
    void awaitReading() throws InterruptedException {
        news.clear();
        await(news, reading -> true);
    }

    /** The numbers of the readings, each once, in the order in which they were made; by starts of the app. */
    List<List<Integer>> readings() {
        List<List<Integer>> starts = new ArrayList<>();
        for (Reading reading : new TreeSet<>(readings)) {
            if (starts.isEmpty() || reading.number() == 1) {
                starts.add(new ArrayList<>());
            }
            starts.get(starts.size() - 1).add(reading.number());
        }
        return starts;
    }

    private static <T> void await(BlockingQueue<T> news, Predicate<T> wanted) throws InterruptedException {
        long end = Patience.end();
        T next = null;
        do {
            next = news.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("the broker waited in vain");
            }
        } while (!wanted.test(next));
    }

    @Override
    public void close() {
        server.stopServer();
    }

    /** What the telemetry example says: number, time, value. */
    private record Reading(long millis, int number) implements Comparable<Reading> {
        private static final Comparator<Reading> ORDER =
                Comparator.comparingLong(Reading::millis).thenComparingInt(Reading::number);

        static Reading of(String text) {
            String[] words = text.split(" ");
            return new Reading(Long.parseLong(words[1]), Integer.parseInt(words[0]));
        }

        @Override
        public int compareTo(Reading other) {
            return ORDER.compare(this, other);
        }
    }

    /** Lets in whom the CA has signed. */
    private final class Clients implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            try {
                chain[0].verify(ca.certificate().getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new CertificateException(e);
            }
            serials.add(chain[0].getSerialNumber());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("the broker connects nowhere");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {ca.certificate()};
        }
    }

    private final class Observer extends AbstractInterceptHandler {
        @Override
        public String getID() {
            return "itests";
        }

        @Override
        public void onPublish(InterceptPublishMessage message) {
            Reading reading = Reading.of(message.getPayload().toString(StandardCharsets.UTF_8));
            readings.add(reading);
            news.add(reading);
            super.onPublish(message); // Releases the buffer.
        }

        @Override
        public void onSessionLoopError(Throwable error) {
            throw new IllegalStateException("the tests' broker has failed", error);
        }
    }
}
