// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.testing.pki.KeyKind;

/**
 * Mosquitto on the other side: the broker, and its publisher as a client of ours. Needs Debian's mosquitto and
 * mosquitto-clients; what is missing is skipped.
 */
class MosquittoIT {
    private static final String ALL = "org.ussl.itests.tls.RealPeers#enginesKindsAndVersions";
    private static final String BROKER = Program.find("mosquitto");
    private static final String PUBLISHER = Program.find("mosquitto_pub");

    /** MQTT 3.1.1: the client "matrix", clean session, keep-alive of a minute. */
    private static final byte[] CONNECT = {
        0x10, 18, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 6, 'm', 'a', 't', 'r', 'i', 'x'
    };

    private static final byte[] CONNECTED = {0x20, 2, 0, 0};

    @TempDir
    static Path folder;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static RealPeers peers;
    private static Program.Server broker;

    @BeforeAll
    static void deliver() throws Exception {
        peers = new RealPeers(folder);
        if (BROKER != null) {
            broker = Program.server(port -> List.of(BROKER, "-c", settings(port)), "mosquitto version .* running");
        }
    }

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
        if (broker != null) {
            broker.program().close();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theBrokerKnowsUsByOurCertificate(Engine engine, KeyKind kind, String tls) throws Exception {
        assumeTrue(broker != null, "mosquitto is not installed");
        broker.program().forget();
        try (SSLSocket socket = RealPeers.connect(engine, RealPeers.options(kind, tls), broker.port())) {
            socket.getOutputStream().write(CONNECT);

            assertThat(socket.getInputStream().readNBytes(CONNECTED.length)).isEqualTo(CONNECTED);
            broker.program().await("New client connected from .* as matrix \\(.*u'gw-" + kind + "'\\)");
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv" + tls);
        }
    }

    /** Both sides show a certificate of the kind. */
    @ParameterizedTest
    @MethodSource(ALL)
    void thePublisherTakesOurCertificateAndWeTakeItsOwn(Engine engine, KeyKind kind, String tls) throws Exception {
        assumeTrue(PUBLISHER != null, "mosquitto-clients is not installed");
        try (ServerSocket listener = RealPeers.listener(engine, kind, tls)) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Future<String> published = THREADS.submit(() -> hear(listener));
            try (Program publisher = new Program(publish(kind, listener.getLocalPort()))) {
                assertThat(publisher.toTheEnd()).isEmpty();
            }
            assertThat(published.get(RealPeers.PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                    .isEqualTo("peer-" + kind + " says hello");
        }
    }

    /** As much of a broker as a publisher needs, and who said what. */
    private static String hear(ServerSocket listener) throws IOException {
        try (Socket socket = listener.accept()) {
            socket.setSoTimeout(RealPeers.PATIENCE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            packet(in);
            socket.getOutputStream().write(CONNECTED);
            byte[] message = packet(in);
            int topic = message[1]; // Below 256 bytes, and so is the packet.
            String said = new String(message, 2 + topic, message.length - 2 - topic, StandardCharsets.US_ASCII);
            packet(in); // Its good-bye.
            String name = ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
            return name.substring("CN=".length()) + " says " + said;
        }
    }

    /** What follows the type and the length. */
    private static byte[] packet(DataInputStream in) throws IOException {
        in.readByte();
        byte[] body = new byte[in.readByte()];
        in.readFully(body);
        return body;
    }

    private static List<String> publish(KeyKind kind, int port) {
        return List.of(
                PUBLISHER,
                "-h",
                "localhost",
                "-p",
                Integer.toString(port),
                "--cafile",
                peers.file("ca.pem"),
                "--cert",
                peers.file(kind + ".pem"),
                "--key",
                peers.file(kind + ".key"),
                "-i",
                "matrix",
                "-t",
                "greetings",
                "-m",
                "hello");
    }

    private static String settings(int port) throws IOException {
        return Files.writeString(peers.folder().resolve("mosquitto-" + port + ".conf"), """
                listener %d 127.0.0.1
                cafile %s
                certfile %s
                keyfile %s
                require_certificate true
                use_identity_as_username true
                user root
                log_type all
                log_dest stderr
                """.formatted(
                                port, peers.file("ca.pem"), peers.file("P384.pem"), peers.file("P384.key")))
                .toString();
    }
}
