// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.OTHER_CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.ConnectionInfo;
import org.ussl.tls.ConnectionInfo.Role;
import org.ussl.tls.ConnectionInfo.Used;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.SwapPolicy;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsFeature;

/** What is told of connections that are up, and what a change of credentials does to them. */
class LiveConnectionsTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private final Identity gateway = CA.issue(TlsRig.client());

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tellsWhatWasAgreedOn(String protocol) throws Exception {
        Identity serverIdentity = CA.issue(TlsRig.server());
        InetSocketAddress server = rig.serve(serverIdentity, CertReqs.REQUIRED);
        trust();
        TlsOptions options =
                TlsOptions.profile("default").toBuilder().protocols(protocol).build();

        try (SSLSocket socket = connect(server, options)) {
            talk(socket);
            ConnectionInfo info = rig.tls.connection(socket);

            assertThat(info.peer()).isEqualTo("localhost:" + server.getPort());
            assertThat(info.role()).isEqualTo(Role.CLIENT);
            assertThat(info.version()).isEqualTo(protocol);
            assertThat(info.cipher()).startsWith("TLS_").isNotEqualTo("TLS_NULL_WITH_NULL_NULL");
            assertThat(info.alpn()).isNull();
            assertThat(info.sni()).isEqualTo("localhost");
            assertThat(info.resumed()).isFalse();
            assertThat(info.trust()).isEqualTo(new Used("default", 1));
            assertThat(info.identity()).isEqualTo(new Used("default", 1));
            assertThat(info.getpeercert()).hasValue(serverIdentity.certificate());
            assertThat(info.since()).isNotNull();
            assertThat(rig.tls.connections())
                    .hasSize(2)
                    .anyMatch(c -> c.role() == Role.SERVER && "localhost".equals(c.sni()));
        }
        assumeThat(TestEngines.chosen().features())
                .contains(protocol.equals("TLSv1.2") ? TlsFeature.RESUMPTION_1_2 : TlsFeature.RESUMPTION_1_3);
        try (SSLSocket socket = connect(server, options)) {
            talk(socket);
            assertThat(rig.tls.connection(socket).resumed()).isTrue();
        }
        assertThat(rig.tls.statistics().fullHandshakes()).isEqualTo(2);
        assertThat(rig.tls.statistics().resumedHandshakes()).isEqualTo(2);
    }

    @Test
    void tellsNothingOfWhatIsNotItsOwnOrHasNotShakenHands() throws Exception {
        try (SSLSocket foreign =
                        (SSLSocket) javax.net.ssl.SSLSocketFactory.getDefault().createSocket();
                SSLSocket ours = rig.tls.wrapSocket(new Socket())) {
            assertThatThrownBy(() -> rig.tls.connection(foreign)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> rig.tls.connection(ours)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void countsFailuresByTheirReason() throws Exception {
        InetSocketAddress server = rig.serve(OTHER_CA.issue(TlsRig.server()), CertReqs.NONE);
        trust();

        assertThatThrownBy(() -> connect(server, TlsOptions.profile("default"))).isInstanceOf(SSLError.class);
        assertThatThrownBy(() -> connect(server, TlsOptions.profile("absent"))).isInstanceOf(SSLError.class);

        assertThat(rig.seen().failure()).isNotNull();
        assertThat(rig.tls.statistics().failedHandshakes())
                .containsEntry(Reason.UNTRUSTED, 1L)
                .containsEntry(Reason.CREDENTIAL_MISSING, 1L);
        assertThat(rig.tls.statistics().live()).isZero();
    }

    @Test
    void aClosedConnectionIsNotAmongThoseThatAreUp() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        trust();
        SSLSocket socket = connect(server, TlsOptions.profile("default"));
        assertThat(rig.tls.connections()).anyMatch(c -> c.role() == Role.CLIENT);

        socket.close();

        assertThat(rig.tls.connections()).noneMatch(c -> c.role() == Role.CLIENT);
        assertThat(rig.tls.connection(socket).version()).isEqualTo("TLSv1.3");
    }

    @Test
    void aConnectionThatIsForgottenLeavesNothingBehind() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        trust();
        for (int i = 0; i < 20; i++) {
            connect(server, TlsOptions.profile("default"));
        }

        TlsRig.await(() -> {
            System.gc();
            return rig.tls.statistics().live() == 0;
        });
    }

    @Test
    void keepLetsAConnectionGoOn() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        trust();
        try (SSLSocket socket = connect(server, TlsOptions.profile("default"))) {
            rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
            rig.reviewed();

            assertThat(talk(socket)).isEqualTo("hello");
            assertThat(rig.tls.statistics().closedBySwap()).isZero();
        }
    }

    @Test
    void closeEndsAReadThatWaitsAndSaysWhy() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        trust();
        SSLSocket socket = rig.closeLater(connect(server, policy(SwapPolicy.CLOSE)));
        assertThat(talk(socket)).isEqualTo("hello");

        TlsRig.start("operator", this::trust);

        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.SWAPPED))
                .hasMessageContaining("swapPolicy");
        assertThatThrownBy(() -> socket.getOutputStream().write(1)).isInstanceOf(SSLError.class);
        assertThat(socket.isClosed()).isTrue();
        TlsRig.await(() -> rig.tls.statistics().closedBySwap() == 1);
    }

    @Test
    void closeSaysGoodbyeToThePeer() throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        InetSocketAddress server = rig.serve(TlsRig.serverOptions("server", CertReqs.REQUIRED).toBuilder()
                .swapPolicy(SwapPolicy.CLOSE)
                .build());
        trust();
        try (SSLSocket socket = connect(server, TlsOptions.profile("default"))) {
            talk(socket);

            rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));

            InputStream in = socket.getInputStream(); // Bouncy Castle closes with the peer, and then there is none.
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read()).as("again").isEqualTo(-1);
        }
    }

    @Test
    void drainLetsAConnectionGoOnForAWhile() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        trust();
        SSLSocket shortLived = rig.closeLater(connect(server, policy(SwapPolicy.drain(Duration.ofMillis(300)))));
        SSLSocket longLived = rig.closeLater(connect(server, policy(SwapPolicy.drain(Duration.ofHours(1)))));

        trust();
        rig.reviewed();
        assertThat(rig.tls.statistics().closedBySwap()).isZero();

        assertThatThrownBy(() -> shortLived.getInputStream().read())
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.SWAPPED));
        assertThat(talk(longLived)).isEqualTo("hello");
        TlsRig.await(() -> rig.tls.statistics().drained() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEEP", "DRAIN", "CLOSE"})
    void aPeerThatIsNotTrustedAnyMoreIsPutOutWhateverThePolicy(String kind) throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        trust();
        SwapPolicy policy = switch (kind) {
            case "KEEP" -> SwapPolicy.KEEP;
            case "CLOSE" -> SwapPolicy.CLOSE;
            default -> SwapPolicy.drain(Duration.ofHours(1));
        };
        SSLSocket socket = rig.closeLater(connect(server, policy(policy)));

        rig.versions.put("default", List.of(OTHER_CA.certificate()), gateway);

        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOfSatisfying(SSLCertVerificationError.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED);
                    assertThat(e.credentialPath().orElseThrow()).hasToString("/flash/cert/ca.pem");
                });
        TlsRig.await(() -> rig.tls.statistics().closedUntrusted() == 1);
        assertThat(rig.tls.statistics().closedBySwap()).isZero();
    }

    @Test
    void aServerPutsOutAClientThatIsNotTrustedAnyMore() throws Exception {
        Identity serverIdentity = CA.issue(TlsRig.server());
        InetSocketAddress server = rig.serve(serverIdentity, CertReqs.REQUIRED);
        trust();
        try (SSLSocket socket = connect(server, TlsOptions.profile("default"))) {
            talk(socket);

            rig.versions.put("server", List.of(OTHER_CA.certificate()), serverIdentity);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            TlsRig.await(() -> rig.tls.statistics().closedUntrusted() == 1);
        }
    }

    @Test
    void moreTrustPutsNobodyOut() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        trust();
        try (SSLSocket socket = connect(server, TlsOptions.profile("default"))) {
            rig.versions.put("default", List.of(OTHER_CA.certificate(), CA.certificate()), gateway);
            rig.reviewed();

            assertThat(talk(socket)).isEqualTo("hello");
        }
    }

    @Test
    void trustThatIsRemovedPutsThePeerOutAndAStoreThatIsGoneDoesNot() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        trust();
        SSLSocket socket = rig.closeLater(connect(server, TlsOptions.profile("default")));

        rig.versions.remove("default");
        rig.reviewed();
        assertThat(talk(socket)).isEqualTo("hello");

        rig.versions.put("default", List.of(), null);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SSLCertVerificationError.class);
    }

    private void trust() {
        rig.versions.put("default", List.of(CA.certificate()), gateway);
    }

    private static TlsOptions policy(SwapPolicy policy) {
        return TlsOptions.profile("default").toBuilder().swapPolicy(policy).build();
    }

    private SSLSocket connect(InetSocketAddress server, TlsOptions options) throws IOException {
        SSLSocket socket = rig.tls.wrapSocket(new Socket(), options);
        socket.connect(server);
        return socket;
    }
}
