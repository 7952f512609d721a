// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.tls.internal.TlsRig.CA;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.SwapPolicy;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.profile.ProfilePolicy;

/** What an operator demands of a profile counts at the next handshake, whatever an application asks for. */
class ProfilePolicyTest {
    private static final TlsOptions MUTUAL = TlsOptions.profile("default");

    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private final ExecutorService others = Executors.newCachedThreadPool();

    @BeforeEach
    void deliver() {
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
    }

    @AfterEach
    void end() {
        others.shutdownNow();
    }

    @Test
    void profilesWithoutDemandsAreLeftAlone() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.policies.add(policy("another", CertReqs.REQUIRED, List.of("TLSv1.2"), CrlMode.HARD, SwapPolicy.CLOSE));

        try (SSLSocket socket = connect(server, MUTUAL)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void otherSettingsCountFromTheNextHandshakeOnAndEndNoConnection() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        TlsOptions lax = MUTUAL.toBuilder().certReqs(CertReqs.NONE).build();
        SSLContext earlier = rig.tls.sslContext(lax);
        try (SSLSocket up = connect(server, lax)) {
            rig.tls.settings(Settings.DEFAULT.withMinimum(CertReqs.REQUIRED));

            assertForbidden(() -> rig.tls.sslContext(lax));
            assertForbidden(() -> {
                try (Socket socket = earlier.getSocketFactory().createSocket("localhost", server.getPort())) {
                    ((SSLSocket) socket).startHandshake();
                }
            });
            assertThat(TlsRig.talk(up)).isEqualTo("hello");

            rig.tls.settings(Settings.DEFAULT);
            connect(server, lax).close();
        }
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN))
                .hasMessageContaining("minimumCertReqs=required");
    }

    @Test
    void certReqsBelowTheProfilesAreRefusedBeforeAndAtTheHandshake() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        TlsOptions lax = MUTUAL.toBuilder().certReqs(CertReqs.NONE).build();
        SSLContext earlier = rig.tls.sslContext(lax);
        connect(server, lax).close();

        rig.policies.add(policy("default", CertReqs.REQUIRED, List.of(), CrlMode.OFF, SwapPolicy.KEEP));

        assertThatThrownBy(() -> rig.tls.sslContext(lax))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN))
                .hasMessageContaining("profile default")
                .hasMessageContaining("minimumCertReqs=required");
        forbidden(() -> {
            try (SSLSocket socket =
                    (SSLSocket) earlier.getSocketFactory().createSocket(server.getAddress(), server.getPort())) {
                socket.startHandshake();
            }
        });
        connect(server, MUTUAL).close();
    }

    @Test
    void protocolsAreThoseThatBothAllow() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        ProfilePolicy old = policy("default", CertReqs.NONE, List.of("TLSv1.2"), CrlMode.OFF, SwapPolicy.KEEP);
        rig.policies.add(old);

        try (SSLSocket socket = connect(server, MUTUAL)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
        TlsOptions newer = MUTUAL.toBuilder().protocols("TLSv1.3").build();
        forbidden(() -> connect(server, newer));

        rig.policies.remove(old);
        try (SSLSocket socket = connect(server, newer)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void serversKeepToTheProtocolsOfTheirProfile() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.policies.add(policy("server", CertReqs.REQUIRED, List.of("TLSv1.2"), CrlMode.OFF, SwapPolicy.KEEP));

        try (SSLSocket socket = connect(server, MUTUAL)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    void enginesKeepToTheProtocolsOfTheirProfile() throws Exception {
        rig.policies.add(policy("default", CertReqs.NONE, List.of("TLSv1.2"), CrlMode.OFF, SwapPolicy.KEEP));

        assertThat(rig.tls.engine(MUTUAL, "localhost", 1).getEnabledProtocols()).containsExactly("TLSv1.2");
    }

    @Test
    void revocationIsLookedUpAsHardAsTheProfileDemands() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        connect(server, MUTUAL).close();

        rig.policies.add(policy("default", CertReqs.NONE, List.of(), CrlMode.HARD, SwapPolicy.KEEP));

        assertThatThrownBy(() -> connect(server, MUTUAL)).isInstanceOf(SSLError.class);
        rig.versions.put("default", List.of(CA.certificate()), List.of(CA.crl()), CA.issue(TlsRig.client()));
        connect(server, MUTUAL).close();
    }

    @Test
    void connectionsAreClosedAtASwapWhereTheProfileDemandsIt() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.policies.add(policy("default", CertReqs.NONE, List.of(), CrlMode.OFF, SwapPolicy.CLOSE));
        try (SSLSocket socket = connect(server, MUTUAL)) {
            Future<Integer> read = others.submit(() -> socket.getInputStream().read());

            rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));

            assertThatThrownBy(() -> read.get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.SWAPPED));
        }
    }

    @Test
    void whatAnApplicationAsksForStaysWhereItIsStronger() throws Exception {
        rig.policies.add(
                policy("default", CertReqs.NONE, List.of(), CrlMode.SOFT, SwapPolicy.drain(Duration.ofSeconds(30))));

        TlsOptions strict = MUTUAL.toBuilder()
                .crlMode(CrlMode.HARD)
                .swapPolicy(SwapPolicy.drain(Duration.ofSeconds(5)))
                .build();
        assertThat(rig.policies.strengthened(strict)).isEqualTo(strict);
        TlsOptions lax = MUTUAL.toBuilder()
                .swapPolicy(SwapPolicy.drain(Duration.ofHours(1)))
                .build();
        assertThat(rig.policies.strengthened(lax).swapPolicy()).isEqualTo(SwapPolicy.drain(Duration.ofSeconds(30)));
        assertThat(rig.policies.strengthened(lax).crlMode()).isEqualTo(CrlMode.SOFT);
        TlsOptions none = MUTUAL.toBuilder().certReqs(CertReqs.NONE).build();
        assertThat(rig.policies.strengthened(none).crlMode()).isEqualTo(none.crlMode());
    }

    @Test
    void nothingConnectsWhereTheDemandsCannotBeRead() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.policies.add(new ProfilePolicy(
                "default", CertReqs.NONE, List.of(), CrlMode.OFF, SwapPolicy.KEEP, "minimumCrlMode: must be one of"));

        assertThatThrownBy(() -> connect(server, MUTUAL))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN))
                .hasMessageContaining("minimumCrlMode");
    }

    @Test
    void listenersOfAForbiddenKindAcceptNobody() throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        SSLServerSocket listener =
                rig.tls.wrapServerSocket(rig.listener(), TlsRig.serverOptions("server", CertReqs.NONE));
        rig.policies.add(policy("server", CertReqs.REQUIRED, List.of(), CrlMode.OFF, SwapPolicy.KEEP));
        Future<Integer> first = others.submit(() -> {
            try (Socket accepted = listener.accept()) {
                return accepted.getInputStream().read();
            }
        });

        assertThatThrownBy(() -> connect(new InetSocketAddress("localhost", listener.getLocalPort()), MUTUAL)
                        .close())
                .isInstanceOf(SSLError.class);
        assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    private static void forbidden(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    private static ProfilePolicy policy(
            String profile, CertReqs certReqs, List<String> protocols, CrlMode crlMode, SwapPolicy swapPolicy) {
        return new ProfilePolicy(profile, certReqs, protocols, crlMode, swapPolicy, null);
    }

    /** Shakes hands, and has the server's word that it did too. */
    private SSLSocket connect(InetSocketAddress server, TlsOptions options) throws Exception {
        Socket plain = rig.closeLater(new Socket(server.getAddress(), server.getPort()));
        SSLSocket socket = rig.tls.wrapSocket(
                plain, options.toBuilder().serverHostname("localhost").build());
        socket.getOutputStream().write('x');
        socket.getInputStream().read();
        return socket;
    }
}
