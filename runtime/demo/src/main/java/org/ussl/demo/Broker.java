// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import io.moquette.broker.ClientDescriptor;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptConnectMessage;
import java.io.IOException;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ussl.testing.pki.Identity;

/** A Moquette broker on loopback that demands client certificates and remembers who came when with which. */
final class Broker implements AutoCloseable {
    private final Server server = new Server();
    private final BrokerTls tls;
    private final List<Arrival> arrivals = new ArrayList<>();
    private @Nullable Throwable failure;

    /**
     * A client's connection, as the broker sees it.
     *
     * @param client the MQTT client identifier
     * @param certificate the client's
     * @param nanos when, by {@link System#nanoTime()}
     */
    record Arrival(String client, X509Certificate certificate, long nanos) {
        BigInteger serial() {
            return certificate.getSerialNumber();
        }
    }

    Broker(Path folder, Identity identity, List<X509Certificate> trusted) throws IOException {
        tls = new BrokerTls(identity, trusted);
        Properties settings = new Properties();
        settings.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
        settings.setProperty(IConfig.PORT_PROPERTY_NAME, "disabled");
        settings.setProperty(IConfig.SSL_PORT_PROPERTY_NAME, "0");
        settings.setProperty("need_client_auth", "true");
        settings.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
        settings.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
        settings.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
        settings.setProperty(IConfig.DATA_PATH_PROPERTY_NAME, folder.toString());
        settings.setProperty(IConfig.BUFFER_FLUSH_MS_PROPERTY_NAME, "0");
        server.startServer(new MemoryConfig(settings), List.of(new Watcher()), () -> tls, null, null);
    }

    /** Moquette notes its port on a thread of its own, and tells nobody when. */
    int port() throws IOException {
        long end = System.nanoTime() + 10_000_000_000L;
        Map<?, ?> noted = notedPorts();
        while (System.nanoTime() < end) {
            if (!noted.isEmpty()) {
                return server.getSslPort();
            }
            Thread.yield();
        }
        throw new IOException("the broker did not come up within 10 s");
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
            throw new IllegalStateException("another Moquette than this was written for", e);
        }
    }

    /** Takes effect at the next handshake. */
    void present(Identity identity, List<X509Certificate> trusted) throws IOException {
        tls.present(identity, trusted);
    }

    /** The first connection after an instant that fits; empty if none comes in time. */
    Optional<Arrival> await(long afterNanos, Duration deadline, Predicate<Arrival> wanted)
            throws InterruptedException, DemoFailure {
        long end = System.nanoTime() + deadline.toNanos();
        synchronized (arrivals) {
            while (true) {
                Optional<Arrival> found = arrivals.stream()
                        .filter(arrival -> arrival.nanos() - afterNanos >= 0 && wanted.test(arrival))
                        .findFirst();
                if (failure != null) {
                    throw new DemoFailure("the demo's own broker has failed: " + failure);
                }
                long left = (end - System.nanoTime()) / 1_000_000;
                if (found.isPresent() || left <= 0) {
                    return found;
                }
                arrivals.wait(left);
            }
        }
    }

    /** The connections that came after the first so many; waits for one if there is none, and may answer none. */
    List<Arrival> after(int count, Duration deadline) throws InterruptedException, DemoFailure {
        long end = System.nanoTime() + deadline.toNanos();
        synchronized (arrivals) {
            for (long left = 1; arrivals.size() <= count && failure == null && left > 0; ) {
                left = (end - System.nanoTime()) / 1_000_000;
                arrivals.wait(Math.max(1, left));
            }
            if (failure != null) {
                throw new DemoFailure("the demo's own broker has failed: " + failure);
            }
            return List.copyOf(arrivals.subList(Math.min(count, arrivals.size()), arrivals.size()));
        }
    }

    @Override
    public void close() {
        server.stopServer();
    }

    /** Told by the broker after it has taken a CONNECT. */
    private final class Watcher extends AbstractInterceptHandler {
        @Override
        public String getID() {
            return "demo";
        }

        @Override
        public void onConnect(InterceptConnectMessage message) {
            long now = System.nanoTime();
            String client = message.getClientID();
            server.listConnectedClients().stream()
                    .filter(descriptor -> descriptor.getClientID().equals(client))
                    .map(ClientDescriptor::getPort)
                    .findFirst()
                    .flatMap(tls::certificateOf)
                    .ifPresent(certificate -> note(new Arrival(client, certificate, now)));
        }

        @Override
        public void onSessionLoopError(Throwable error) {
            synchronized (arrivals) {
                failure = error;
                arrivals.notifyAll();
            }
        }

        private void note(Arrival arrival) {
            synchronized (arrivals) {
                arrivals.add(arrival);
                arrivals.notifyAll();
            }
        }
    }
}
