// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLEOFError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;

/** Peers that are no TLS peers, that break off, or that refuse us: each is an error that tells what to do. */
class BrokenHandshakeIT {
    private static final String PROFILE = "broken";
    private static final byte[] HTTP =
            "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GARBAGE = garbage();

    private static final Certificates CERTIFICATES = new Certificates();

    private static ExecutorService threads;

    @BeforeAll
    static void deliver() {
        threads = Executors.newCachedThreadPool();
        Gateway.profiles().put(PROFILE, List.of(CERTIFICATES.ca().certificate()), List.of(), CERTIFICATES.own());
    }

    @AfterAll
    static void endThreads() {
        threads.shutdownNow();
    }

    static List<Engine> engines() {
        return Gateway.engines();
    }

    static Stream<Arguments> enginesAndVersions() {
        return Gateway.engines().stream()
                .flatMap(engine -> Cell.VERSIONS.stream().map(tls -> Arguments.of(engine, "TLSv" + tls)));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void tellsThatAServerSpeaksHttpAndNotTls(Engine engine) throws Exception {
        SSLError error = connectTo(engine, says(HTTP));

        assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_FAILURE);
        assertThat(error).hasMessageContaining("localhost:");
        assertThat(error).hasMessageContaining("does not speak TLS");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void tellsThatAServerGreetsInClearText(Engine engine) throws Exception {
        SSLError error = connectTo(engine, says("220 mail.example ESMTP\r\n".getBytes(StandardCharsets.US_ASCII)));

        assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_FAILURE);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void takesGarbageOfAServerForNoTls(Engine engine) throws Exception {
        SSLError error = connectTo(engine, says(GARBAGE));

        assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_FAILURE);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void tellsThatAClientSpeaksHttpAndNotTls(Engine engine) throws Exception {
        SSLError error = accept(engine, REQUEST);

        assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_FAILURE);
        assertThat(error).hasMessageContaining("does not speak TLS");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void takesGarbageOfAClientForNoTls(Engine engine) throws Exception {
        SSLError error = accept(engine, GARBAGE);

        assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_FAILURE);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aClientThatSaysNothingAndLeavesHasCutTheConnection(Engine engine) throws Exception {
        assertCut(accept(engine, new byte[0]));
    }

    /** Lets one record more of the server through each time, until a connection comes about. */
    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void aServerThatCutsAfterAnyRecordHasCutTheConnection(Engine engine, String protocol) throws Exception {
        int records = 0;
        while (true) {
            try (ServerSocket listener = listener();
                    CuttingRelay relay =
                            new CuttingRelay((InetSocketAddress) listener.getLocalSocketAddress(), records, false)) {
                HandMadePeer peer = new HandMadePeer(true, protocol, CERTIFICATES.shown(PeerCertificate.GOOD, true));
                Future<String> theirs = threads.submit(() -> peer.talk(listener.accept()));
                SSLError cut = catchThrowableOfType(SSLError.class, () -> talk(engine, protocol, relay.address()));
                theirs.get(60, TimeUnit.SECONDS);
                if (cut == null) {
                    break;
                }
                assertCut(cut);
            }
            records++;
        }
        assertThat(records).isGreaterThan(3);
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void aClientThatCutsAfterAnyRecordHasCutTheConnection(Engine engine, String protocol) throws Exception {
        int records = 0;
        while (true) {
            try (ServerSocket listener = listener();
                    CuttingRelay relay =
                            new CuttingRelay((InetSocketAddress) listener.getLocalSocketAddress(), records, true)) {
                HandMadePeer peer = new HandMadePeer(false, protocol, CERTIFICATES.shown(PeerCertificate.GOOD, false));
                Future<String> theirs = threads.submit(() -> peer.talk(dial(relay.address())));
                SSLError cut = catchThrowableOfType(SSLError.class, () -> serve(engine, protocol, listener));
                theirs.get(60, TimeUnit.SECONDS);
                if (cut == null) {
                    break;
                }
                assertCut(cut);
            }
            records++;
        }
        assertThat(records).isGreaterThan(2);
    }

    /** In TLS 1.3 a client is through before the server has looked at its certificate. */
    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void aServerThatRefusesOurCertificateIsToldByItsReasonHoweverLate(Engine engine, String protocol) throws Exception {
        try (ServerSocket listener = listener()) {
            HandMadePeer peer = HandMadePeer.refusing(protocol, CERTIFICATES.shown(PeerCertificate.GOOD, true));
            Future<String> theirs = threads.submit(() -> peer.talk(listener.accept()));

            SSLError error = catchThrowableOfType(
                    SSLError.class,
                    () -> talk(engine, protocol, new InetSocketAddress("localhost", listener.getLocalPort())));

            assertThat(error).isNotNull();
            assertThat(error.reason()).isEqualTo(Reason.REFUSED_BY_PEER);
            assertThat(error).hasMessageContaining("refuses our certificate");
            theirs.get(60, TimeUnit.SECONDS);
        }
    }

    private static SSLError connectTo(Engine engine, ServerSocket listener) throws Exception {
        try (listener;
                Socket plain = new Socket()) {
            InetSocketAddress server = new InetSocketAddress("localhost", listener.getLocalPort());
            SSLError error = catchThrowableOfType(
                    SSLError.class,
                    () -> Gateway.tls(engine)
                            .wrapSocket(plain, client("TLSv1.3", "TLSv1.2"))
                            .connect(server));
            assertThat(error).isNotNull();
            assertThat(plain.isClosed()).isTrue();
            return error;
        }
    }

    private static SSLError accept(Engine engine, byte[] said) throws Exception {
        try (ServerSocket listener = listener();
                Socket client = dial((InetSocketAddress) listener.getLocalSocketAddress())) {
            client.getOutputStream().write(said);
            client.shutdownOutput();
            return catchThrowableOfType(SSLError.class, () -> serve(engine, "TLSv1.3", listener));
        }
    }

    private static void talk(Engine engine, String protocol, InetSocketAddress server) throws IOException {
        try (SSLSocket socket = Gateway.tls(engine).wrapSocket(new Socket(), client(protocol))) {
            socket.setSoTimeout(30_000);
            socket.connect(server);
            read(socket);
        }
    }

    private static void serve(Engine engine, String protocol, ServerSocket listener) throws IOException {
        TlsOptions options = TlsOptions.builder()
                .profileName(PROFILE)
                .serverSide(true)
                .certReqs(CertReqs.REQUIRED)
                .protocols(protocol)
                .build();
        try (SSLSocket socket = (SSLSocket)
                Gateway.tls(engine).wrapServerSocket(listener, options).accept()) {
            socket.setSoTimeout(30_000);
            socket.startHandshake();
            socket.getOutputStream().write(HandMadePeer.GREETING);
            read(socket);
        }
    }

    /** A connection that ends without TLS' own close must not look like one that was closed. */
    private static void read(SSLSocket socket) throws IOException {
        assertThat(socket.getInputStream().read())
                .as("the end of a connection that was not closed")
                .isNotNegative();
    }

    private static void assertCut(SSLError error) {
        assertThat(error).isInstanceOf(SSLEOFError.class).hasMessageContaining("cut the connection");
    }

    private static TlsOptions client(String... protocols) {
        return TlsOptions.builder()
                .profileName(PROFILE)
                .certReqs(CertReqs.REQUIRED)
                .protocols(protocols)
                .build();
    }

    private static ServerSocket listener() throws IOException {
        ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(30_000);
        return listener;
    }

    private static Socket dial(InetSocketAddress server) throws IOException {
        return new Socket(server.getAddress(), server.getPort());
    }

    /** A server that says something whoever comes, and hears them out. */
    private static ServerSocket says(byte[] something) throws IOException {
        ServerSocket listener = listener();
        threads.submit(() -> {
            try (Socket socket = listener.accept()) {
                socket.getOutputStream().write(something);
                socket.shutdownOutput();
                return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        });
        return listener;
    }

    private static byte[] garbage() {
        byte[] garbage = new byte[64];
        new Random(7).nextBytes(garbage);
        return garbage;
    }
}
