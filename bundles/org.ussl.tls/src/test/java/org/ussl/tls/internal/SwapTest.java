// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.OTHER_CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsFeature;

/** New credentials take effect at the next handshake, and nothing else changes. */
class SwapTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private static final TlsOptions MUTUAL = TlsOptions.profile("default");

    /**
     * The first regression test of the house: after a reload, "required" must not have become "none" (Quarkus #55130).
     */
    @Test
    void requiredStaysRequiredBeforeDuringAndAfterASwap() throws Exception {
        InetSocketAddress impostor = rig.serve(OTHER_CA.issue(TlsRig.server()), CertReqs.NONE);
        SSLContext context = rig.tls.sslContext(MUTUAL);
        deliver(CA.issue(TlsRig.client()));
        refused(impostor, context);

        AtomicBoolean swapping = new AtomicBoolean(true);
        Thread operator = new Thread(() -> {
            while (swapping.get()) {
                deliver(CA.issue(TlsRig.client()));
            }
        });
        operator.start();
        try {
            for (int i = 0; i < 50; i++) {
                refused(impostor, context);
            }
        } finally {
            swapping.set(false);
            operator.join();
        }
        refused(impostor, context);
    }

    @Test
    void aServersRequiredStaysRequiredOverASwap() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.versions.put("default", List.of(CA.certificate()), OTHER_CA.issue(TlsRig.client()));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> exchange(server)).isInstanceOf(SSLError.class);
            assertThat(rig.seen().failure()).isInstanceOf(SSLCertVerificationError.class);
            rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        }
    }

    @Test
    void theNextHandshakeShowsTheNewCertificateAndALiveConnectionStays() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        Identity old = CA.issue(TlsRig.client());
        deliver(old);
        try (SSLSocket live = connect(server)) {
            assertThat(rig.seen().client()).isEqualTo(old.certificate());

            Identity renewed = CA.issue(TlsRig.client());
            deliver(renewed);

            assertThat(exchange(server)).isEqualTo("hello");
            assertThat(rig.seen().client()).isEqualTo(renewed.certificate());
            assertThat(talk(live)).isEqualTo("hello");
        }
    }

    @Test
    void aSocketThatWasWrappedBeforeTheSwapUsesWhatIsInUseWhenItConnects() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        deliver(CA.issue(TlsRig.client()));
        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), MUTUAL)) {
            Identity renewed = CA.issue(TlsRig.client());
            deliver(renewed);

            socket.connect(server);

            assertThat(rig.seen().client()).isEqualTo(renewed.certificate());
        }
    }

    @Test
    void newTrustCountsAtTheNextHandshake() throws Exception {
        InetSocketAddress server = rig.serve(OTHER_CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        Identity gateway = CA.issue(TlsRig.client());
        deliver(gateway);
        assertThatThrownBy(() -> exchange(server)).isInstanceOf(SSLCertVerificationError.class);

        rig.versions.put("default", List.of(CA.certificate(), OTHER_CA.certificate()), gateway);

        assertThat(exchange(server)).isEqualTo("hello");
    }

    @Test
    void aHandshakeNeverMixesTwoVersions() throws Exception {
        // Each version trusts one CA only and shows an identity of that same CA; the server takes both and tells which
        // it saw.
        rig.versions.put("server", List.of(CA.certificate(), OTHER_CA.certificate()), CA.issue(TlsRig.server()));
        InetSocketAddress server = rig.serve(TlsRig.serverOptions("server", CertReqs.REQUIRED));
        Identity good = CA.issue(TlsRig.client());
        Identity other = OTHER_CA.issue(TlsRig.client());
        rig.versions.put("default", List.of(CA.certificate()), good);
        AtomicBoolean swapping = new AtomicBoolean(true);
        Thread operator = new Thread(() -> {
            while (swapping.get()) {
                rig.versions.put("default", List.of(OTHER_CA.certificate()), other);
                rig.versions.put("default", List.of(CA.certificate()), good);
            }
        });
        operator.start();
        try {
            for (int i = 0; i < 50; i++) {
                connectAndCheck(server, good.certificate());
            }
        } finally {
            swapping.set(false);
            operator.join();
        }
    }

    @Test
    void connectionsOfOneVersionResumeAndAnothersDoNot() throws Exception {
        assumeThat(TestEngines.chosen().features()).contains(TlsFeature.RESUMPTION_1_3);
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        deliver(CA.issue(TlsRig.client()));
        assertThat(isResumed(server)).isFalse();

        assertThat(isResumed(server)).isTrue();

        deliver(CA.issue(TlsRig.client()));
        assertThat(isResumed(server)).as("over a swap").isFalse();
    }

    @Test
    void tellsWhichCredentialIsMissing() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);

        assertThatThrownBy(() -> exchange(server)).isInstanceOfSatisfying(SSLError.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.CREDENTIAL_MISSING);
            assertThat(e.credentialPath().orElseThrow()).hasToString("/flash/cert/cert.pem");
        });

        deliver(CA.issue(TlsRig.client()));
        assertThat(exchange(server)).isEqualTo("hello");

        rig.versions.remove("default");
        assertThatThrownBy(() -> exchange(server)).isInstanceOf(SSLError.class);
    }

    private void connectAndCheck(InetSocketAddress server, X509Certificate good) throws Exception {
        try {
            exchange(server);
            // The server is of the first CA: only the version that trusts it can have come through, with its own
            // identity.
            assertThat(rig.seen().client()).isEqualTo(good);
        } catch (SSLCertVerificationError e) {
            assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED);
            rig.seen();
        }
    }

    private void deliver(Identity identity) {
        rig.versions.put("default", List.of(CA.certificate()), identity);
    }

    private SSLSocket connect(InetSocketAddress server) throws IOException {
        SSLSocket socket = rig.tls.wrapSocket(new Socket(), MUTUAL);
        socket.connect(server);
        return socket;
    }

    private String exchange(InetSocketAddress server) throws IOException {
        try (SSLSocket socket = connect(server)) {
            return talk(socket);
        }
    }

    private boolean isResumed(InetSocketAddress server) throws IOException {
        try (SSLSocket socket = connect(server)) {
            talk(socket); // TLS 1.3 sends its tickets after the handshake.
            return rig.tls.connection(socket).resumed();
        }
    }

    private static void refused(InetSocketAddress server, SSLContext context) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.connect(server);
            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOfSatisfying(
                            SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED));
        }
    }
}
