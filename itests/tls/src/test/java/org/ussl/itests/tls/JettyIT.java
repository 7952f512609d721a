// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/**
 * Jetty knows nothing of the gateway: it lies on the class path, the gateway's bundles run in Felix, and all that they
 * have in common is a key store's type in Jetty's configuration.
 */
class JettyIT {
    private static final Authority CA = Authority.create("CN=Jetty CA");
    private static final Authority OTHER_CA = Authority.create("CN=Other Jetty CA");
    private static final char[] NO_PASSWORD = new char[0];

    /** What stands in Jetty's configuration beside the key store's type. */
    enum Settings {
        TYPE_ALONE(ssl -> {}),
        FACTORY_OF_OURS(ssl -> ssl.setKeyManagerFactoryAlgorithm("USSL")),
        FACTORY_OF_THE_JDK(ssl -> ssl.setKeyManagerFactoryAlgorithm("PKIX")),
        CONTEXT_OF_OURS(ssl -> ssl.setProtocol("USSL"));

        private final Consumer<SslContextFactory.Server> configuration;

        Settings(Consumer<SslContextFactory.Server> configuration) {
            this.configuration = configuration;
        }
    }

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeOursTheDefault() throws Exception {
        Gateway.tls(Engine.JDK);
        // Before Jetty's classes are loaded, which read the default once.
        Gateway.configure("org.ussl.jca", Map.of("defaultFactories", true));
        JcaIT.await(() -> "USSL".equals(KeyManagerFactory.getDefaultAlgorithm()));
    }

    @AfterAll
    static void putTheDefaultBack() throws Exception {
        Provider before = Security.getProvider("USSL");
        Gateway.configure("org.ussl.jca", Map.of());
        JcaIT.await(() -> Security.getProvider("USSL") != null && Security.getProvider("USSL") != before);
        assertThat(KeyManagerFactory.getDefaultAlgorithm()).isEqualTo("SunX509");
    }

    @ParameterizedTest
    @EnumSource(Settings.class)
    void renewedCertificateIsServedWithoutARestartAndOldConnectionsLive(Settings settings) throws Exception {
        String profile = "jetty-" + settings.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Identity first = server();
        Identity second = server();
        deliver(profile, CA, first);

        try (Https jetty = new Https(profile, settings.configuration)) {
            try (SSLSocket old = jetty.connect(null)) {
                assertThat(get(old)).isEqualTo("hello");
                assertThat(shownTo(old)).isEqualTo(first.certificate());

                deliver(profile, CA, second);
                try (SSLSocket next = jetty.connect(null)) {
                    assertThat(get(next)).isEqualTo("hello");
                    assertThat(shownTo(next)).isEqualTo(second.certificate());
                }
                assertThat(get(old)).isEqualTo("hello");

                deliver(profile, CA, first);
                try (SSLSocket back = jetty.connect(null)) {
                    assertThat(shownTo(back)).isEqualTo(first.certificate());
                }
                assertThat(get(old)).isEqualTo("hello");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Settings.class, names = "FACTORY_OF_THE_JDK", mode = EnumSource.Mode.EXCLUDE)
    void clientsAreJudgedByTheTrustInUse(Settings settings) throws Exception {
        String profile = "jetty-trust-" + settings.ordinal();
        Identity client = CA.issue(Certificate.named("CN=gw-17"));
        Identity stranger = OTHER_CA.issue(Certificate.named("CN=gw-17"));
        deliver(profile, CA, server());

        try (Https jetty = new Https(profile, settings.configuration.andThen(ssl -> ssl.setNeedClientAuth(true)))) {
            assertThat(ask(jetty, client)).isEqualTo("hello");
            assertThatThrownBy(() -> ask(jetty, stranger)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ask(jetty, null)).isInstanceOf(IOException.class);

            deliver(profile, OTHER_CA, server());
            assertThat(ask(jetty, stranger)).isEqualTo("hello");
            assertThatThrownBy(() -> ask(jetty, client)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void certificateThatComesAfterJettyHasStartedIsServed() throws Exception {
        try (Https jetty = new Https("jetty-late", ssl -> {})) {
            assertThatThrownBy(() -> ask(jetty, null)).isInstanceOf(IOException.class);

            deliver("jetty-late", CA, server());
            assertThat(ask(jetty, null)).isEqualTo("hello");
        }
    }

    @Test
    void keyStoresOfOtherTypesGoOnAsBefore() throws Exception {
        Identity identity = server();
        KeyStore store = keyStore(identity);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        TrustManagerFactory roots = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        roots.init((KeyStore) null);

        assertThat(keys.getKeyManagers()[0].getClass().getName()).startsWith("sun.security.ssl.");
        assertThat(roots.getTrustManagers()[0].getClass().getName()).startsWith("sun.security.ssl.");
    }

    private static Identity server() {
        return CA.issue(Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"));
    }

    private static void deliver(String profile, Authority trusted, Identity identity) {
        Gateway.profiles().put(profile, List.of(trusted.certificate()), List.of(), identity);
    }

    private static String ask(Https jetty, Identity client) throws Exception {
        try (SSLSocket socket = jetty.connect(client)) {
            return get(socket);
        }
    }

    private static String get(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
        BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        int length = -1;
        for (String line = reader.readLine(); line == null || !line.isEmpty(); line = reader.readLine()) {
            if (line == null) {
                throw new IOException("the connection has ended");
            }
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        char[] body = new char[length];
        for (int n = 0; n < length; ) {
            n += reader.read(body, n, length - n);
        }
        return new String(body);
    }

    private static X509Certificate shownTo(SSLSocket socket) throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    private static KeyStore keyStore(Identity identity) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own",
                identity.keyPair().getPrivate(),
                NO_PASSWORD,
                identity.chain().toArray(new X509Certificate[0]));
        return store;
    }

    /** A Jetty that answers each request with a word, and clients with nothing but the JDK's means. */
    private static final class Https implements AutoCloseable {
        private final Server server = new Server();
        private final ServerConnector connector;

        Https(String profile, Consumer<SslContextFactory.Server> configuration) throws Exception {
            Path file = Files.writeString(folder.resolve(profile), "# no key in here\nprofile=" + profile + "\n");
            SslContextFactory.Server ssl = new SslContextFactory.Server();
            ssl.setKeyStoreType("USSL");
            ssl.setKeyStorePath(file.toString());
            configuration.accept(ssl);
            connector = new ServerConnector(server, ssl);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(new Handler.Abstract() {
                @Override
                public boolean handle(Request request, Response response, Callback callback) {
                    Content.Sink.write(response, true, "hello", callback);
                    return true;
                }
            });
            server.start();
        }

        /** A new context each time, so that no session is resumed; shaken hands. */
        SSLSocket connect(Identity client) throws Exception {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
            keys.init(client == null ? null : keyStore(client), NO_PASSWORD);
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", CA.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(InetAddress.getByName("127.0.0.1"), connector.getLocalPort());
            socket.setSoTimeout(30_000);
            try {
                socket.startHandshake();
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            return socket;
        }

        @Override
        public void close() throws Exception {
            server.stop();
        }
    }
}
