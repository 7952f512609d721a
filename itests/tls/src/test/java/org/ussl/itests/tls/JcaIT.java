// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.DomainLoadStoreParameter;
import java.security.Key;
import java.security.KeyManagementException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** The provider USSL, used by code that knows the JDK and nothing else. */
class JcaIT {
    private static final Authority CA = Authority.create("CN=JCA CA");
    private static final Authority OTHER_CA = Authority.create("CN=Other JCA CA");
    private static final String PROFILE = "jca";

    private final Identity first =
            CA.issue(Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"));
    private final Identity second =
            CA.issue(Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"));

    @BeforeEach
    void start() throws Exception {
        Gateway.tls(Engine.JDK);
        await(() -> Security.getProvider("USSL") != null);
        deliver(CA, first);
    }

    @Test
    void keyStoreShowsCertificatesAndHandlesOfWhatIsInUse() throws Exception {
        KeyStore store = loaded("profile=jca\n");

        assertThat(Collections.list(store.aliases())).containsExactly("jca", "jca.ca.1");
        assertThat(store.isKeyEntry("jca")).isTrue();
        assertThat(store.getCertificate("jca")).isEqualTo(first.certificate());
        assertThat(store.getCertificate("jca.ca.1")).isEqualTo(CA.certificate());
        assertThat(store.getCertificateAlias(first.certificate())).isEqualTo("jca");

        deliver(OTHER_CA, second);
        assertThat(store.getCertificateChain("jca")).startsWith(second.certificate());
        assertThat(store.getCertificate("jca.ca.1")).isEqualTo(OTHER_CA.certificate());
    }

    @Test
    void noKeyComesOutAndNoneGoesIn() throws Exception {
        KeyStore store = loaded("profile=jca");
        Key key = store.getKey("jca", new char[0]);

        assertThat(key.getEncoded()).isNull();
        assertThat(key.getFormat()).isNull();
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.store(new ByteArrayOutputStream(), new char[0]))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.setCertificateEntry("x", CA.certificate()))
                .isInstanceOf(KeyStoreException.class);
        assertThatThrownBy(() -> store.deleteEntry("jca")).isInstanceOf(KeyStoreException.class);
    }

    @Test
    void profileIsNamedByTypeFileOrParameter() throws Exception {
        KeyStore byType = KeyStore.getInstance("USSL/jca");
        byType.load(null, null);
        KeyStore byParameter = KeyStore.getInstance("USSL");
        byParameter.load(new DomainLoadStoreParameter(URI.create("ussl:jca"), Map.of()));
        KeyStore other = KeyStore.getInstance("USSL");
        other.load(null, null);

        assertThat(byType.getCertificate("jca")).isEqualTo(first.certificate());
        assertThat(byParameter.getCertificate("jca")).isEqualTo(first.certificate());
        assertThat(other.containsAlias("jca")).isFalse();
        assertThatThrownBy(() -> KeyStore.getInstance("USSL/../x")).isInstanceOf(KeyStoreException.class);
        assertThatThrownBy(() -> loaded("profile=a\nprofile=b")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> loaded("-----BEGIN PRIVATE KEY-----"))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("BEGIN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyStore.getInstance("USSL")
                        .load(new DomainLoadStoreParameter(URI.create("file:///x"), Map.of())));
    }

    @Test
    void contextOfTheJdksFollowsThroughTheFactories() throws Exception {
        KeyStore store = loaded("profile=jca");
        KeyManagerFactory keys = KeyManagerFactory.getInstance("USSL");
        keys.init(store, null);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("USSL");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);

        follows(context, context);
    }

    @Test
    void contextOfOursFollowsOnBothSides() throws Exception {
        SSLContext context = SSLContext.getInstance("USSL/jca");
        context.init(null, null, null);

        follows(context, context);
    }

    @Test
    void listenersAndEnginesAskOfClientsWhatTheirSoftwareSays() throws Exception {
        SSLContext context = SSLContext.getInstance("USSL/jca");
        context.init(null, null, null);
        SSLContext silent = SSLContext.getInstance("TLS");
        silent.init(new KeyManager[0], trust("USSL/jca"), null);

        try (JsseEcho open = new JsseEcho(listener(context))) {
            assertThat(open.ask(silent)).isEqualTo("hello");
        }
        SSLServerSocket needing = listener(context);
        needing.setNeedClientAuth(true);
        try (JsseEcho closed = new JsseEcho(needing)) {
            assertThat(closed.ask(context)).isEqualTo("hello");
            assertThatThrownBy(() -> closed.ask(silent)).isInstanceOf(IOException.class);
        }
        SSLServerSocket wanting = listener(context);
        SSLParameters settings = wanting.getSSLParameters();
        settings.setWantClientAuth(true);
        wanting.setSSLParameters(settings);
        try (JsseEcho polite = new JsseEcho(wanting)) {
            assertThat(polite.ask(silent)).isEqualTo("hello");
        }
    }

    @Test
    void enginesOfOursTakeTheirSideWhenTheyAreTold() throws Exception {
        SSLContext context = SSLContext.getInstance("USSL/jca");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        assertThatIllegalStateException().isThrownBy(engine::beginHandshake);

        try (JsseEcho echo = new JsseEcho(listener(context));
                Socket plain = new Socket("127.0.0.1", echo.port())) {
            SSLEngine client = context.createSSLEngine("localhost", echo.port());
            client.setUseClientMode(true);
            DrivenEngine driven = new DrivenEngine(client, plain);
            driven.handshake();
            driven.write("hello".getBytes(US_ASCII));
            assertThat(new String(driven.read(5), US_ASCII)).isEqualTo("hello");
            assertThatIllegalStateException().isThrownBy(() -> client.setUseClientMode(false));
        }
    }

    @Test
    void serverEngineThatNeedsACertificateGetsOne() throws Exception {
        SSLContext context = SSLContext.getInstance("USSL/jca");
        context.init(null, null, null);
        SSLEngine server = context.createSSLEngine();
        server.setNeedClientAuth(true); // Before its side is known, as some libraries do.
        server.setUseClientMode(false);

        assertThat(server.getNeedClientAuth()).isTrue();
        server.beginHandshake();
        assertThatIllegalStateException().isThrownBy(() -> server.setNeedClientAuth(false));
        assertThat(server.getNeedClientAuth()).isTrue();
    }

    @Test
    void contextOfOursRefusesManagersThatItWouldNotAsk() throws Exception {
        SSLContext context = SSLContext.getInstance("USSL");
        TrustManagerFactory foreign = TrustManagerFactory.getInstance("PKIX");
        foreign.init((KeyStore) null);

        assertThatThrownBy(() -> context.init(null, foreign.getTrustManagers(), null))
                .isInstanceOf(KeyManagementException.class)
                .hasMessageContaining("USSL");
        assertThatIllegalStateException().isThrownBy(context::createSSLEngine);
        assertThatThrownBy(() -> KeyManagerFactory.getInstance("USSL").init(pkcs12(), new char[0]))
                .isInstanceOf(KeyStoreException.class);
        assertThatThrownBy(() -> TrustManagerFactory.getInstance("USSL").init(pkcs12()))
                .isInstanceOf(KeyStoreException.class);
    }

    @Test
    void whatIsNotThereIsAnErrorAndNotAnEmptyTrust() throws Exception {
        SSLContext context = SSLContext.getInstance("USSL/jca-nothing");
        context.init(null, null, null);
        try (JsseEcho echo = new JsseEcho(listener(context("USSL/jca")))) {
            assertThatThrownBy(() -> echo.ask(context)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void contextsAndManagersGoOnAfterTheTlsServiceWasAway() throws Exception {
        SSLContext ours = context("USSL/jca");
        KeyManagerFactory keys = KeyManagerFactory.getInstance("USSL/jca");
        keys.init(null, null);
        SSLContext jdks = SSLContext.getInstance("TLS");
        jdks.init(keys.getKeyManagers(), trust("USSL/jca"), null);
        Bundle tls = Gateway.bundle("org.ussl.tls");

        try (JsseEcho first = new JsseEcho(listener(ours));
                JsseEcho second = new JsseEcho(listener(jdks))) {
            tls.stop();
            assertThatThrownBy(() -> first.ask(jdks)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> second.ask(jdks)).isInstanceOf(IOException.class);
            tls.start();
            Gateway.anew();
            KeyStore store = KeyStore.getInstance("USSL/jca");
            store.load(null, null);
            await(() -> has(store, "jca"));

            assertThat(first.ask(ours)).isEqualTo("hello");
            assertThat(second.ask(jdks)).isEqualTo("hello");
        }
    }

    @Test
    void stoppedBundleLeavesNoProviderHoweverOftenItRan() throws Exception {
        Bundle bundle = Gateway.bundle("org.ussl.jca");
        for (int i = 0; i < 20; i++) {
            bundle.stop();
            assertThat(Security.getProvider("USSL")).isNull();
            assertThatThrownBy(() -> KeyStore.getInstance("USSL")).isInstanceOf(KeyStoreException.class);
            assertThatThrownBy(() -> SSLContext.getInstance("USSL/jca")).isInstanceOf(NoSuchAlgorithmException.class);
            bundle.start();
            await(() -> Security.getProvider("USSL") != null);
            KeyStore store = KeyStore.getInstance("USSL/jca");
            store.load(null, null);
            await(() -> has(store, "jca"));
        }
    }

    private void follows(SSLContext server, SSLContext client) throws Exception {
        SSLServerSocket listener = listener(server);
        listener.setNeedClientAuth(true);
        try (JsseEcho echo = new JsseEcho(listener);
                SSLSocket old = echo.connect(client)) {
            assertThat(JsseEcho.talk(old)).isEqualTo("hello");
            assertThat(old.getSession().getPeerCertificates()[0]).isEqualTo(first.certificate());

            deliver(CA, second);
            client.getClientSessionContext().getIds().asIterator().forEachRemaining(id -> {
                var session = client.getClientSessionContext().getSession(id);
                if (session != null) {
                    session.invalidate(); // A resumed one shows no certificate; JSSE's contexts keep them.
                }
            });
            try (SSLSocket next = echo.connect(client)) {
                assertThat(JsseEcho.talk(next)).isEqualTo("hello");
                assertThat(next.getSession().getPeerCertificates()[0]).isEqualTo(second.certificate());
            }
            assertThat(JsseEcho.talk(old)).isEqualTo("hello");
        }
    }

    private static void deliver(Authority trusted, Identity identity) {
        Gateway.profiles().put(PROFILE, List.of(trusted.certificate()), List.of(), identity);
    }

    private static KeyStore loaded(String file) throws Exception {
        KeyStore store = KeyStore.getInstance("USSL");
        store.load(new ByteArrayInputStream(file.getBytes(US_ASCII)), null);
        return store;
    }

    private static KeyStore pkcs12() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static boolean has(KeyStore store, String alias) {
        try {
            return store.containsAlias(alias);
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(String algorithm) throws Exception {
        SSLContext context = SSLContext.getInstance(algorithm);
        context.init(null, null, null);
        return context;
    }

    private static TrustManager[] trust(String algorithm) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(algorithm);
        trust.init((KeyStore) null);
        return trust.getTrustManagers();
    }

    private static SSLServerSocket listener(SSLContext context) throws IOException {
        SSLServerSocket listener =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        return listener;
    }

    /** Waits for something that is bound to happen. */
    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it has not happened within 30 s");
            }
            Thread.sleep(10);
        }
    }
}
