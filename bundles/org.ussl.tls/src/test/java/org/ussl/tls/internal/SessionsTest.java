// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsFeature;

/** Sessions resume where nothing has changed, and nowhere else. */
class SessionsTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private final Identity serverIdentity = CA.issue(TlsRig.server());
    private final Identity gateway = CA.issue(TlsRig.client());
    private InetSocketAddress server;

    @BeforeEach
    void serve() throws IOException {
        rig.versions.put("server", List.of(CA.certificate()), serverIdentity);
        rig.versions.put("default", List.of(CA.certificate()), gateway);
        server = rig.serve(TlsRig.serverOptions("server", CertReqs.REQUIRED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumesBetweenSocketsOfEqualOptionsAndTheSameVersion(String protocol) throws Exception {
        assumeResumption(protocol);
        TlsOptions options = protocol(protocol);
        assertThat(isResumed(options)).isFalse();
        assertThat(isResumed(protocol(protocol))).isTrue();

        rig.versions.put("default", List.of(CA.certificate()), gateway);
        assertThat(isResumed(options)).as("another version").isFalse();
        assertThat(isResumed(options)).isTrue();

        rig.versions.put("server", List.of(CA.certificate()), serverIdentity);
        assertThat(isResumed(options)).as("another version of the server's").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void doesNotResumeAcrossCertReqsOrHostNames(String protocol) throws Exception {
        assumeResumption(protocol);
        TlsOptions careless =
                protocol(protocol).toBuilder().certReqs(CertReqs.NONE).build();
        assertThat(isResumed(careless)).isFalse();
        assertThat(isResumed(careless)).isTrue();
        assertThat(isResumed(protocol(protocol))).as("made with certReqs=NONE").isFalse();

        TlsOptions unchecked =
                protocol(protocol).toBuilder().checkHostname(false).build();
        assertThat(isResumed(unchecked)).isFalse();
        TlsOptions named =
                protocol(protocol).toBuilder().serverHostname("127.0.0.1").build();
        assertThat(isResumed(named)).isFalse();
        assertThat(isResumed(named)).isTrue();
    }

    /** A server that is trusted for another name must not get in by a session that was made under that name. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionThatWasVerifiedForOneNameServesNoOther(String protocol) throws Exception {
        rig.versions.put(
                "server",
                List.of(CA.certificate()),
                CA.issue(Certificate.named("CN=evil").dns("evil.example")));
        TlsOptions evil =
                protocol(protocol).toBuilder().serverHostname("evil.example").build();
        assertThat(isResumed(evil)).isFalse();

        refused(protocol(protocol));
        SSLContext context = rig.tls.sslContext(protocol(protocol));
        for (int i = 0; i < 2; i++) {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName("evil.example")));
                socket.setSSLParameters(parameters);
                socket.connect(server);
                assertThatThrownBy(socket::startHandshake)
                        .isInstanceOfSatisfying(
                                SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.HOSTNAME_MISMATCH));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionDoesNotGetRoundARevocation(String protocol) throws Exception {
        assertThat(isResumed(protocol(protocol))).isFalse();

        rig.versions.put("server", List.of(CA.certificate()), List.of(CA.crl(gateway.certificate())), serverIdentity);

        assertThatThrownBy(() -> isResumed(protocol(protocol))).isInstanceOf(IOException.class);
        rig.seen();
        assertThat(rig.seen().failure())
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.REVOKED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionDoesNotOutliveTheServersCertificate(String protocol) throws Exception {
        assumeResumption(protocol);
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(anHour(TlsRig.server())));
        assertThat(isResumed(protocol(protocol))).isFalse();
        assertThat(isResumed(protocol(protocol))).isTrue();

        rig.clock.by(Duration.ofHours(2));

        assertThatThrownBy(() -> connect(protocol(protocol)))
                .isInstanceOfSatisfying(SSLCertVerificationError.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.EXPIRED);
                    assertThat(e).hasMessageContaining("resumed");
                    assertThat(e.credentialPath().orElseThrow()).hasToString("/flash/cert/ca.pem");
                });
        assertThatThrownBy(() -> connect(protocol(protocol)))
                .as("in full")
                .isInstanceOfSatisfying(SSLCertVerificationError.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.EXPIRED);
                    assertThat(e.getMessage()).doesNotContain("resumed");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionDoesNotOutliveTheClientsCertificate(String protocol) throws Exception {
        assumeResumption(protocol);
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(anHour(TlsRig.client())));
        assertThat(isResumed(protocol(protocol))).isFalse();
        assertThat(rig.seen().failure()).isNull();

        rig.clock.by(Duration.ofHours(2));

        TlsRig.start("client", () -> isResumed(protocol(protocol))); // Hears a goodbye, or a reset while it writes.
        assertThat(rig.seen().failure())
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXPIRED));
    }

    private static Certificate anHour(Certificate certificate) {
        Instant now = Instant.now();
        return certificate.valid(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
    }

    @Test
    void aLiveConnectionDoesNotOutliveTheRevocationOfItsPeer() throws Exception {
        try (SSLSocket socket = connect(TlsOptions.profile("default"))) {
            talk(socket);

            rig.versions.put(
                    "server", List.of(CA.certificate()), List.of(CA.crl(gateway.certificate())), serverIdentity);

            assertThatThrownBy(() -> {
                        if (socket.getInputStream().read() < 0) {
                            throw new IOException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class);
            TlsRig.await(() -> rig.tls.statistics().closedUntrusted() == 1);
        }
    }

    @Test
    void keepsAsManySessionsAsConfiguredAndForAsLong() throws Exception {
        Connections brief = rig.service(new Settings(CertReqs.NONE, 10, 7, Duration.ofSeconds(90)));

        SSLContext context = brief.sslContext(TlsOptions.profile("default"));

        assertThat(context.getClientSessionContext().getSessionCacheSize()).isEqualTo(7);
        assertThat(context.getClientSessionContext().getSessionTimeout()).isEqualTo(90);
    }

    @Test
    void refusesSettingsByTheirKeys() {
        assertThatThrownBy(() -> Settings.parse("none", 0, 1, 1)).hasMessageContaining("maxHandshakes");
        assertThatThrownBy(() -> Settings.parse("none", 1, -1, 1)).hasMessageContaining("sessionCacheSize");
        assertThatThrownBy(() -> Settings.parse("none", 1, 1, 0)).hasMessageContaining("sessionTimeoutSeconds");
        assertThatThrownBy(() -> Settings.parse("all", 1, 1, 1)).hasMessageContaining("minimumCertReqs");
    }

    private void refused(TlsOptions options) {
        assertThatThrownBy(() -> connect(options))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.HOSTNAME_MISMATCH));
    }

    private static void assumeResumption(String protocol) {
        assumeThat(TestEngines.chosen().features())
                .contains(protocol.equals("TLSv1.2") ? TlsFeature.RESUMPTION_1_2 : TlsFeature.RESUMPTION_1_3);
    }

    private static TlsOptions protocol(String protocol) {
        return TlsOptions.profile("default").toBuilder().protocols(protocol).build();
    }

    private boolean isResumed(TlsOptions options) throws IOException {
        try (SSLSocket socket = connect(options)) {
            talk(socket); // TLS 1.3 sends its tickets after the handshake.
            return rig.tls.connection(socket).resumed();
        }
    }

    private SSLSocket connect(TlsOptions options) throws IOException {
        SSLSocket socket = rig.tls.wrapSocket(new Socket(), options);
        socket.connect(server);
        return socket;
    }
}
