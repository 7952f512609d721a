// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.OTHER_CA;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.ConnectionInfo;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.SwapPolicy;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsFeature;

/** Engines for software that moves the bytes itself: the same checks and the same swaps as for sockets. */
class EngineTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private static final TlsOptions CLIENT = TlsOptions.profile("default");
    private static final TlsOptions SERVER = TlsRig.serverOptions("server", CertReqs.REQUIRED);

    private final Identity serverIdentity = CA.issue(TlsRig.server());
    private final Identity gateway = CA.issue(TlsRig.client());

    @BeforeEach
    void deliver() {
        rig.versions.put("server", List.of(CA.certificate()), serverIdentity);
        rig.versions.put("default", List.of(CA.certificate()), gateway);
    }

    @Test
    void talksAndIsKnownWhileItIsUp() throws Exception {
        Pair pair = new Pair(CLIENT, SERVER);
        pair.shakeHands();

        assertThat(pair.say("hello")).isEqualTo("hello");
        ConnectionInfo info = rig.tls.connection(pair.client);
        assertThat(info.getpeercert()).hasValue(serverIdentity.certificate());
        assertThat(info.peer()).isEqualTo("localhost:443");
        assertThat(info.resumed()).isFalse();
        assertThat(rig.tls.connection(pair.server).getpeercert()).hasValue(gateway.certificate());
        assertThat(rig.tls.connections()).hasSize(2);

        pair.client.closeOutbound();
        pair.flush();
        pair.server.closeOutbound();
        pair.flush();
        assertThat(rig.tls.connections()).isEmpty();
    }

    @Test
    void enginesResumeToo() throws Exception {
        assumeThat(TestEngines.chosen().features()).contains(TlsFeature.RESUMPTION_1_2);
        TlsOptions options = CLIENT.toBuilder().protocols("TLSv1.2").build();
        new Pair(options, SERVER).shakeHands();
        Pair second = new Pair(options, SERVER);
        second.shakeHands();

        assertThat(rig.tls.connection(second.client).resumed()).isTrue();
        assertThat(rig.tls.connection(second.server).resumed()).isTrue();
    }

    /** What Netty, MINA and Jetty set, and worse. */
    @Test
    void aServersUserCannotMakeItAskForLess() throws Exception {
        rig.versions.put("trusting", List.of(CA.certificate()), null);
        TlsOptions anonymous = TlsOptions.builder()
                .certReqs(CertReqs.REQUIRED)
                .caCerts("/flash/cert/trusting/ca.pem")
                .build();
        Pair pair = new Pair(anonymous, SERVER);
        pair.server.setUseClientMode(false);
        pair.server.setWantClientAuth(false);
        pair.server.setNeedClientAuth(false);
        pair.server.setSSLParameters(new SSLParameters());

        assertThat(pair.server.getNeedClientAuth()).isTrue();
        assertThatThrownBy(() -> {
                    pair.shakeHands();
                    pair.say("hello");
                })
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> pair.server.setUseClientMode(true)).isInstanceOf(IllegalArgumentException.class);
        assertThat(rig.tls.statistics().failedHandshakes()).containsKey(Reason.NO_PEER_CERTIFICATE);
    }

    @Test
    void aContextsEngineChecksTheNameWhateverItsUserSets() throws Exception {
        SSLEngine client = rig.tls.sslContext(CLIENT).createSSLEngine("elsewhere.example", 443);
        client.setUseClientMode(true);
        SSLParameters careless = client.getSSLParameters();
        careless.setEndpointIdentificationAlgorithm("");
        careless.setServerNames(List.of());
        client.setSSLParameters(careless);
        Pair pair = new Pair(client, rig.tls.sslContext(SERVER).createSSLEngine());

        assertThatThrownBy(pair::shakeHands)
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.HOSTNAME_MISMATCH));
    }

    @Test
    void aClientsEngineThatKnowsNoNameConnectsToNobody() throws Exception {
        Pair pair = new Pair(
                rig.tls.sslContext(CLIENT).createSSLEngine(),
                rig.tls.sslContext(SERVER).createSSLEngine());

        assertThatThrownBy(pair::shakeHands).isInstanceOf(SSLException.class);
    }

    @Test
    void theNextEngineOfAContextUsesTheNewVersion() throws Exception {
        Identity renewed = CA.issue(TlsRig.client());
        new Pair(CLIENT, SERVER).shakeHands();

        rig.versions.put("default", List.of(CA.certificate()), renewed);

        Pair pair = new Pair(CLIENT, SERVER);
        pair.shakeHands();
        assertThat(rig.tls.connection(pair.server).getpeercert()).hasValue(renewed.certificate());
    }

    @Test
    void closeEndsAnEngineAndItsUserAndItsPeerSeeIt() throws Exception {
        TlsOptions closing = CLIENT.toBuilder().swapPolicy(SwapPolicy.CLOSE).build();
        Pair pair = new Pair(closing, SERVER);
        pair.shakeHands();
        assertThat(pair.say("hello")).isEqualTo("hello");

        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        rig.reviewed();

        assertThatThrownBy(() -> pair.client.unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(1 << 15)))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.SWAPPED));
        pair.flush();
        assertThat(pair.server.isInboundDone()).isTrue();
        assertThat(pair.client.isOutboundDone()).isTrue();
        assertThatThrownBy(() -> pair.client.wrap(ByteBuffer.allocate(1), ByteBuffer.allocate(1 << 15)))
                .isInstanceOf(SSLError.class);
        assertThat(rig.tls.statistics().closedBySwap()).isEqualTo(1);
    }

    @Test
    void aPeerThatIsNotTrustedAnyMoreIsPutOut() throws Exception {
        Pair pair = new Pair(CLIENT, SERVER);
        pair.shakeHands();

        rig.versions.put("server", List.of(OTHER_CA.certificate()), serverIdentity);
        rig.reviewed();

        assertThatThrownBy(() -> pair.server.unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(1 << 15)))
                .isInstanceOfSatisfying(
                        SSLCertVerificationError.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED));
        assertThat(rig.tls.statistics().closedUntrusted()).isEqualTo(1);
    }

    @Test
    void aHandshakeThatWasUnderWayWhenItsTrustWentDoesNotSlipThrough() throws Exception {
        Pair pair = new Pair(CLIENT, SERVER);
        pair.stepUntilOneSideIsDone();
        rig.versions.put("server", List.of(OTHER_CA.certificate()), serverIdentity);
        rig.versions.put("default", List.of(OTHER_CA.certificate()), gateway);
        rig.reviewed();

        assertThatThrownBy(() -> {
                    pair.shakeHands();
                    pair.say("hello");
                })
                .isInstanceOf(SSLCertVerificationError.class);
    }

    @Test
    void anEngineChoosesTheProfileThatItsClientAsksFor() throws Exception {
        Identity north = CA.issue(Certificate.named("CN=north").dns("north.example"));
        rig.versions.put("north", List.of(), north);
        TlsOptions names = SERVER.toBuilder().sniProfiles("north").build();
        TlsOptions asking = CLIENT.toBuilder().serverHostname("north.example").build();

        Pair asked = new Pair(asking, names);
        asked.server.beginHandshake();
        asked.shakeHands();
        Pair other = new Pair(CLIENT, names);
        other.shakeHands();

        assertThat(rig.tls.connection(asked.client).getpeercert()).hasValue(north.certificate());
        assertThat(rig.tls.connection(asked.server).sni()).isEqualTo("north.example");
        assertThat(rig.tls.connection(other.client).getpeercert()).hasValue(serverIdentity.certificate());
        assertThat(other.say("hello")).isEqualTo("hello");
    }

    /** Two engines and what is on the way between them. */
    private final class Pair {
        final SSLEngine client;
        final SSLEngine server;
        private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
        private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
        private final ByteBuffer clear = ByteBuffer.allocate(1 << 16);

        Pair(TlsOptions client, TlsOptions server) throws SSLException {
            this(rig.tls.engine(client, "localhost", 443), rig.tls.engine(server, "client", 0));
        }

        Pair(SSLEngine client, SSLEngine server) {
            this.client = client;
            this.server = server;
        }

        void shakeHands() throws SSLException {
            client.beginHandshake();
            for (int round = 0; round < 100; round++) {
                step(client, toClient, toServer);
                step(server, toServer, toClient);
            }
        }

        void stepUntilOneSideIsDone() throws SSLException {
            client.beginHandshake();
            while (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING || toServer.position() == 0) {
                step(client, toClient, toServer);
                if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                    step(server, toServer, toClient);
                }
            }
        }

        String say(String text) throws SSLException {
            client.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), toServer);
            clear.clear();
            for (int i = 0; i < 10 && clear.position() < text.length(); i++) {
                step(server, toServer, toClient);
            }
            return new String(clear.array(), 0, clear.position(), StandardCharsets.US_ASCII);
        }

        /** Moves goodbyes. */
        void flush() throws SSLException {
            for (int i = 0; i < 4; i++) {
                flush(client, toServer);
                flush(server, toClient);
                receive(server, toServer);
                receive(client, toClient);
            }
        }

        private void flush(SSLEngine engine, ByteBuffer out) throws SSLException {
            while (!engine.isOutboundDone() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), out);
                if (result.getStatus() == Status.CLOSED && result.bytesProduced() == 0) {
                    return;
                }
            }
        }

        private void receive(SSLEngine engine, ByteBuffer in) throws SSLException {
            in.flip();
            try {
                while (in.hasRemaining() && !engine.isInboundDone()) {
                    if (engine.unwrap(in, clear).bytesConsumed() == 0) {
                        return;
                    }
                }
            } finally {
                in.compact();
            }
        }

        private void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_WRAP) {
                engine.wrap(ByteBuffer.allocate(0), out);
            } else if (status == HandshakeStatus.NEED_TASK) {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            } else if (in.position() > 0 || status == HandshakeStatus.NEED_UNWRAP_AGAIN) {
                in.flip();
                engine.unwrap(in, clear);
                in.compact();
            }
        }
    }
}
