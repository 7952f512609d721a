// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.OTHER_CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.socket.AddressFamily;
import org.ussl.socket.Protocol;
import org.ussl.socket.ProtocolSocket;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.SSLHandshakeTimeout;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.key.KeyHandle;

/** Wrapped sockets as sockets: order, deadlines, errors, close. */
class SocketBehaviourTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    @Test
    void wrapsAnUnresolvedAddressAtConnect() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));

        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), TlsOptions.profile("default"))) {
            socket.connect(InetSocketAddress.createUnresolved("localhost", server.getPort()), 5_000);

            assertThat(talk(socket)).isEqualTo("hello");
            assertThat(socket.isConnected()).isTrue();
            assertThat(socket.getPort()).isEqualTo(server.getPort());
        }
    }

    @Test
    void doesWhatMqttClientsDo() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));

        try (SSLSocket socket = (SSLSocket) rig.tls
                .sslContext(TlsOptions.profile("default"))
                .getSocketFactory()
                .createSocket()) {
            socket.connect(server, 5_000);
            socket.setSSLParameters(new SSLParameters());
            socket.setSoTimeout(5_000);
            socket.startHandshake();

            assertThat(talk(socket)).isEqualTo("hello");
            assertThat(socket.getSoTimeout()).isEqualTo(5_000);
        }
    }

    @Test
    void refusesToWrapTwiceAndWhatWasMadeForClearText() throws Exception {
        try (SSLSocket wrapped = rig.tls.wrapSocket(new Socket());
                Socket clear = new ClearTextSocket()) {
            assertThatThrownBy(() -> rig.tls.wrapSocket(wrapped))
                    .isInstanceOfSatisfying(
                            SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
            assertThatThrownBy(() -> rig.tls.wrapSocket(clear))
                    .isInstanceOf(SSLError.class)
                    .hasMessageContaining("unsupported")
                    .hasMessageContaining("TCP");
        }
    }

    @Test
    void refusesToConnectTheServersSide() throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), TlsRig.serverOptions("server", CertReqs.NONE))) {
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress("localhost", 1)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void cutsAHandshakeThatDripsAtItsDeadline() throws Exception {
        ServerSocket listener = rig.listener();
        TlsRig.start("dripper", () -> {
            Socket socket = rig.closeLater(listener.accept());
            // A TLS record header, and then a byte whenever the client's socket timeout would start anew.
            socket.getOutputStream().write(new byte[] {22, 3, 3, 0x40, 0});
            while (socket.getInputStream().read() >= 0) {
                socket.getOutputStream().write(2);
            }
        });
        TlsOptions hasty =
                TlsOptions.builder().handshakeTimeout(Duration.ofMillis(200)).build();

        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), hasty)) {
            assertThatThrownBy(() -> socket.connect(listener.getLocalSocketAddress()))
                    .isInstanceOf(SSLHandshakeTimeout.class)
                    .hasMessageContaining("200 ms");
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @Test
    void aClientThatSaysNothingHoldsUpNobody() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        for (int i = 0; i < 20; i++) {
            rig.closeLater(new Socket()).connect(server);
        }

        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), TlsOptions.profile("default"))) {
            socket.connect(server);
            assertThat(talk(socket)).isEqualTo("hello");
        }
    }

    @Test
    void tellsThatThePeerDoesNotSpeakTls() throws Exception {
        ServerSocket listener = rig.listener();
        TlsRig.start("http", () -> {
            Socket socket = rig.closeLater(listener.accept());
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        });

        try (SSLSocket socket = rig.tls.wrapSocket(new Socket())) {
            assertThatThrownBy(() -> socket.connect(listener.getLocalSocketAddress()))
                    .isInstanceOf(SSLError.class)
                    .hasMessageContaining("does not speak TLS");
        }
    }

    @Test
    void aRefusalThatTls13DeliversLateKeepsItsReason() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.versions.put("default", List.of(CA.certificate()), OTHER_CA.issue(TlsRig.client()));

        CountDownLatch connected = new CountDownLatch(1);

        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), TlsOptions.profile("default"))) {
            socket.connect(rig.patiently(server, connected));
            connected.countDown();

            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOfSatisfying(
                            SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED_BY_PEER));
        }
    }

    @Test
    void aRefusalThatMeetsAWriteKeepsItsReason() throws Exception {
        assumeThat(TestEngines.chosen().name())
                .as("reads on after a failed write")
                .isNotEqualTo("bc");
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.versions.put("default", List.of(CA.certificate()), OTHER_CA.issue(TlsRig.client()));

        CountDownLatch connected = new CountDownLatch(1);

        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), TlsOptions.profile("default"))) {
            socket.connect(rig.patiently(server, connected));
            connected.countDown();
            rig.seen(); // The server has refused; what is written now meets a closed connection.

            assertThatThrownBy(() -> {
                        while (true) {
                            socket.getOutputStream().write(new byte[16]);
                        }
                    })
                    .isInstanceOfSatisfying(
                            SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED_BY_PEER));
        }
    }

    @Test
    void closesOnceAndForAllEvenWhenThePeerNeverReads() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        SSLSocket socket = rig.tls.wrapSocket(new Socket());
        socket.connect(server);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
            try {
                socket.close();
                socket.close();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        closed.get(30, TimeUnit.SECONDS);
        assertThat(socket.isClosed()).isTrue();
        assertThatThrownBy(socket::getInputStream).isInstanceOf(java.net.SocketException.class);
    }

    @Test
    void anEngineChecksTheNameWhateverItsUserSets() throws Exception {
        rig.versions.put("server", List.of(), CA.issue(TlsRig.server()));
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        SSLEngine server = rig.tls.engine(TlsRig.serverOptions("server", CertReqs.NONE), "client", 0);
        SSLEngine wrongName = rig.tls.engine(TlsOptions.profile("default"), "elsewhere.example", 443);
        SSLParameters careless = wrongName.getSSLParameters();
        careless.setEndpointIdentificationAlgorithm("");
        wrongName.setSSLParameters(careless);

        assertThatThrownBy(() -> handshake(wrongName, server)).isInstanceOf(SSLException.class);

        SSLEngine rightName = rig.tls.engine(TlsOptions.profile("default"), "localhost", 443);
        handshake(rightName, rig.tls.engine(TlsRig.serverOptions("server", CertReqs.NONE), "client", 0));
        assertThat(rig.tls.connection(rightName).getpeercert()).isPresent();
    }

    @Test
    void aKeyHandleShowsAndWritesNothing() throws Exception {
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        KeyHandle handle =
                KeyHandle.of(rig.versions.current("default").orElseThrow().key());

        assertThat(handle.getEncoded()).isNull();
        assertThat(handle.getFormat()).isNull();
        assertThat(handle).hasToString("KeyHandle[EC]");
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(handle)).isInstanceOf(NotSerializableException.class);
        }
    }

    /** Runs two engines against each other until both have shaken hands. */
    private static void handshake(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
        ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
        client.beginHandshake();
        server.beginHandshake();
        for (int round = 0; round < 50; round++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer clear = ByteBuffer.allocate(1 << 15);
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                in.flip();
                engine.unwrap(in, clear);
                in.compact();
            }
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            default -> {
                // Done, or waiting for the other side.
            }
        }
    }

    private static final class ClearTextSocket extends Socket implements ProtocolSocket {
        @Override
        public AddressFamily family() {
            return AddressFamily.INET;
        }

        @Override
        public Protocol protocol() {
            return Protocol.TCP;
        }
    }
}
