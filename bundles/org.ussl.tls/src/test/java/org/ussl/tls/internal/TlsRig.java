// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.engine.Engines;
import org.ussl.tls.internal.key.HandleProvider;
import org.ussl.tls.internal.profile.Policies;
import org.ussl.tls.internal.socket.Deadlines;
import org.ussl.tls.spi.TlsEngine;

/** A service with a store, a CA, and servers that echo and note what they saw. */
final class TlsRig implements BeforeEachCallback, AfterEachCallback {
    static final Authority CA = Authority.create("CN=Test CA");
    static final Authority OTHER_CA = Authority.create("CN=Other CA");

    final Versions versions = new Versions();
    final Policies policies = new Policies();
    final Later clock = new Later();
    final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final HandleProvider provider = new HandleProvider();
    private final Deadlines deadlines = new Deadlines();
    private final List<AutoCloseable> open = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final List<Contexts> contexts = new java.util.ArrayList<>();
    private final Engines engines;
    final Connections tls;

    /** What a server saw of a connection: the client's certificate or none, or why it failed. */
    record Seen(X509Certificate client, IOException failure) {}

    /** On the engine that the build runs the tests with. */
    TlsRig() {
        this(TestEngines.chosen());
    }

    TlsRig(TlsEngine engine) {
        engines = TestEngines.only(engine);
        tls = service(CertReqs.NONE);
    }

    @Override
    public void beforeEach(ExtensionContext context) {}

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        deadlines.close();
        provider.unregister();
    }

    Connections service(CertReqs minimum) {
        return service(Settings.DEFAULT.withMinimum(minimum));
    }

    Connections service(Engines others) {
        return service(others, Settings.DEFAULT);
    }

    Connections service(Settings settings) {
        return service(engines, settings);
    }

    private Connections service(Engines engines, Settings settings) {
        Contexts kept = new Contexts(clock, provider, settings);
        contexts.add(kept);
        Connections service = new Connections(versions, kept, engines, deadlines, clock, settings, policies);
        versions.subscribe(service::changed);
        open.add(service::close);
        return service;
    }

    /** What the component does after each change. */
    void dropStaleContexts() {
        contexts.forEach(kept -> kept.retain(versions, engine -> true));
    }

    static Certificate server() {
        return Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1");
    }

    static Certificate client() {
        return Certificate.named("CN=gw-17");
    }

    static TlsOptions serverOptions(String profile, CertReqs certReqs) {
        return TlsOptions.builder()
                .profileName(profile)
                .serverSide(true)
                .certReqs(certReqs)
                .build();
    }

    /** Starts an echo server with an identity that trusts the CA. */
    InetSocketAddress serve(Identity identity, CertReqs certReqs) throws IOException {
        versions.put("server", List.of(CA.certificate()), identity);
        return serve(serverOptions("server", certReqs));
    }

    InetSocketAddress serve(TlsOptions options) throws IOException {
        return serve(tls, options);
    }

    InetSocketAddress serve(Connections service, TlsOptions options) throws IOException {
        SSLServerSocket listener = service.wrapServerSocket(listener(), options);
        open.add(listener);
        echoOn(listener);
        return new InetSocketAddress("localhost", listener.getLocalPort());
    }

    /** Has a listener's connections answered by what they send. */
    void echoOn(SSLServerSocket listener) {
        start("acceptor", () -> {
            while (true) {
                Socket socket = listener.accept();
                start("echo", () -> echo((SSLSocket) socket));
            }
        });
    }

    /**
     * A way to a server that takes all that the client sends, also after the server has closed, and hangs up on the
     * client when it is told to. Without it a refusal may meet the client's handshake or what comes after, as chance
     * has it.
     */
    InetSocketAddress patiently(InetSocketAddress server, CountDownLatch hangUp) throws IOException {
        ServerSocket listener = listener();
        start("relay", () -> {
            Socket near = closeLater(listener.accept());
            Socket far = closeLater(new Socket(server.getAddress(), server.getPort()));
            start("relay-up", () -> {
                byte[] buffer = new byte[8192];
                for (int n = near.getInputStream().read(buffer);
                        n >= 0;
                        n = near.getInputStream().read(buffer)) {
                    try {
                        far.getOutputStream().write(buffer, 0, n);
                    } catch (IOException e) {
                        // The server has closed; the client is still heard.
                    }
                }
            });
            try {
                far.getInputStream().transferTo(near.getOutputStream());
            } finally {
                hangUp(near, hangUp);
            }
        });
        return new InetSocketAddress("localhost", listener.getLocalPort());
    }

    private static void hangUp(Socket socket, CountDownLatch when) throws IOException {
        try {
            when.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.close();
    }

    ServerSocket listener() throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        open.add(listener);
        return listener;
    }

    <T extends AutoCloseable> T closeLater(T closeable) {
        open.add(closeable);
        return closeable;
    }

    Seen seen() throws InterruptedException {
        Seen next = seen.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("the server saw nothing within 10 s");
        }
        return next;
    }

    /** Waits until the connections that are up were looked through after the last change. */
    void reviewed() throws Exception {
        tls.swaps().settled().get(10, TimeUnit.SECONDS);
    }

    /** Waits for something that is bound to happen. */
    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it has not happened within 30 s");
            }
            Thread.sleep(5);
        }
    }

    static String talk(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
    }

    static void start(String name, Action action) {
        Thread thread = new Thread(
                () -> {
                    try {
                        action.run();
                    } catch (IOException e) {
                        // The test has closed the socket, or asserts what the other side sees.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void echo(SSLSocket socket) throws IOException {
        try (socket) {
            try {
                socket.startHandshake();
            } catch (IOException e) {
                seen.add(new Seen(null, e));
                return;
            }
            X509Certificate client;
            try {
                client = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
                client = null;
            }
            seen.add(new Seen(client, null));
            socket.getInputStream().transferTo(socket.getOutputStream());
        }
    }

    /** The time, and some more when a test says so. */
    static final class Later extends Clock {
        private volatile Duration by = Duration.ZERO;

        void by(Duration time) {
            by = time;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks for a zone");
        }
    }

    interface Action {
        void run() throws IOException;
    }
}
