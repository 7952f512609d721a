// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsFeature;

/** What a wrapped socket says of itself, and refuses, before it is connected, when it is, and after. */
class SocketStatesTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private InetSocketAddress server;

    @BeforeEach
    void serve() throws IOException {
        server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
    }

    @Test
    void refusesToConnectWithANegativeTimeout() throws Exception {
        try (SSLSocket socket = wrapped()) {
            assertThatIllegalArgumentException().isThrownBy(() -> socket.connect(server, -1));
            assertThat(socket.isConnected()).isFalse();
        }
    }

    @Test
    void saysAfterCloseWhatWasShutBefore() throws Exception {
        SSLSocket socket = connected();

        socket.close();

        assertThat(socket.isInputShutdown()).isFalse();
        assertThat(socket.isOutputShutdown()).isFalse();
        assertThatThrownBy(socket::shutdownInput).isInstanceOf(SocketException.class);
        assertThatThrownBy(socket::shutdownOutput).isInstanceOf(SocketException.class);
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SocketException.class);
        assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
    }

    @Test
    void shutsEachDirectionOnce() throws Exception {
        assumeThat(TestEngines.chosen().features()).contains(TlsFeature.HALF_CLOSE);
        try (SSLSocket socket = connected()) {
            socket.shutdownOutput();
            socket.shutdownInput();

            assertThatThrownBy(socket::shutdownOutput).isInstanceOf(SocketException.class);
            assertThatThrownBy(socket::shutdownInput).isInstanceOf(SocketException.class);
            assertThatThrownBy(socket::getOutputStream).isInstanceOf(SocketException.class);
            assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aWriteThatFailsLeavesTheTimeoutAsItWas() throws Exception {
        ServerSocket listener = rig.listener();
        TlsRig.start("peer", () -> {
            Socket plain = listener.accept();
            rig.tls.wrapSocket(plain, TlsRig.serverOptions("server", CertReqs.NONE));
            plain.close();
        });
        try (SSLSocket socket = wrapped()) {
            socket.connect(new InetSocketAddress("localhost", listener.getLocalPort()));

            assertThatThrownBy(() -> {
                        while (true) {
                            socket.getOutputStream().write(new byte[1 << 14]);
                        }
                    })
                    .isInstanceOf(IOException.class);

            assumeThat(socket.isClosed()).as("closed by the engine").isFalse();
            assertThat(socket.getSoTimeout()).isZero();
        }
    }

    @Test
    void refusesSuitesAndProtocolsThatNobodyKnows() throws Exception {
        SSLEngine engine = rig.tls.engine(TlsOptions.profile("default"), "localhost", 443);
        try (SSLSocket socket = wrapped();
                SSLServerSocket listener =
                        rig.tls.wrapServerSocket(rig.listener(), TlsRig.serverOptions("server", CertReqs.NONE))) {
            for (String[] names : new String[][] {null, {"nonsense"}}) {
                assertThatIllegalArgumentException().isThrownBy(() -> socket.setEnabledCipherSuites(names));
                assertThatIllegalArgumentException().isThrownBy(() -> socket.setEnabledProtocols(names));
                assertThatIllegalArgumentException().isThrownBy(() -> listener.setEnabledCipherSuites(names));
                assertThatIllegalArgumentException().isThrownBy(() -> listener.setEnabledProtocols(names));
                assertThatIllegalArgumentException().isThrownBy(() -> engine.setEnabledCipherSuites(names));
                assertThatIllegalArgumentException().isThrownBy(() -> engine.setEnabledProtocols(names));
            }
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});

            socket.connect(server);

            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    void listenersHearOfTheWrappedSocket() throws Exception {
        CompletableFuture<SSLSocket> heard = new CompletableFuture<>();
        HandshakeCompletedListener gone = event -> heard.completeExceptionally(new AssertionError("was removed"));
        try (SSLSocket socket = wrapped()) {
            socket.addHandshakeCompletedListener(gone);
            socket.removeHandshakeCompletedListener(gone);
            socket.addHandshakeCompletedListener(event -> heard.complete(event.getSocket()));

            socket.connect(server);

            assertThat(heard.get(30, TimeUnit.SECONDS)).isSameAs(socket);
            assertThatIllegalArgumentException().isThrownBy(() -> socket.removeHandshakeCompletedListener(gone));
            assertThatIllegalArgumentException().isThrownBy(() -> socket.addHandshakeCompletedListener(null));
            assertThatIllegalArgumentException().isThrownBy(() -> socket.removeHandshakeCompletedListener(null));
        }
    }

    @Test
    void noApplicationProtocolIsTheEmptyOne() throws Exception {
        try (SSLSocket socket = connected()) {
            assertThat(socket.getApplicationProtocol()).isEmpty();
        }
    }

    @Test
    void shakesHandsAgainAndGoesOn() throws Exception {
        try (SSLSocket socket = connected()) {
            socket.startHandshake();

            assertThat(talk(socket)).isEqualTo("hello");
        }
    }

    private SSLSocket wrapped() throws IOException {
        return rig.closeLater(rig.tls.wrapSocket(new Socket(), TlsOptions.profile("default")));
    }

    private SSLSocket connected() throws IOException {
        SSLSocket socket = wrapped();
        socket.connect(server);
        return socket;
    }
}
