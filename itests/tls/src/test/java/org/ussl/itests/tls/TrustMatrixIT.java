// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsOptionsBuilder;
import org.ussl.tls.TlsService;

/** Every decision about trust, side by side with what {@code trust-matrix.txt} says it must be. */
class TrustMatrixIT {
    private static final Rules RULES = Rules.read("trust-matrix.txt");
    private static final String PROFILE = "matrix";
    private static final Certificates CERTIFICATES = new Certificates();

    private static ExecutorService peers;

    @BeforeAll
    static void deliver() {
        peers = Executors.newCachedThreadPool();
        Gateway.profiles()
                .put(
                        PROFILE,
                        List.of(CERTIFICATES.ca().certificate()),
                        List.of(CERTIFICATES.crl()),
                        CERTIFICATES.own());
    }

    @AfterAll
    static void endPeers() {
        peers.shutdownNow();
    }

    @Test
    void saysOneThingAboutEveryCell() {
        assertThat(Cell.all())
                .filteredOn(cell -> !RULES.isImpossible(cell))
                .allSatisfy(cell -> assertThat(RULES.outcome(cell)).isNotNull());
        assertThat(RULES.rules()).allSatisfy(rule -> assertThat(Cell.all()).anyMatch(rule::matches));
    }

    @Test
    void isWrittenDownForPeople() throws IOException {
        Path page = Path.of(System.getProperty("ussl.itests.docs"), "trust-matrix.md");
        String rendered = new TrustMatrixPage(RULES).render();
        if (Boolean.getBoolean("ussl.docs.write")) {
            Files.writeString(page, rendered);
        }
        assertThat(page).as("write it anew with -Dussl.docs.write=true").hasContent(rendered);
    }

    static List<Engine> engines() {
        return Gateway.engines();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theEngineThatIsAskedForDoesTheWork(Engine engine) {
        Cell cell = new Cell(
                "client", CertReqs.REQUIRED, PeerCertificate.WRONG_CA, "1.3", engine, "connect-first", "socket");
        HandMadePeer peer = new HandMadePeer(true, cell.protocol(), CERTIFICATES.shown(cell.certificate(), true));

        assertThatThrownBy(() -> {
                    try (ServerSocket listener = listener()) {
                        peers.submit(() -> peer.talk(listener.accept()));
                        connect(cell, (InetSocketAddress) listener.getLocalSocketAddress());
                    }
                })
                .isInstanceOf(SSLError.class)
                .extracting(refusal -> Arrays.stream(refusal.getCause().getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .toList())
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .anyMatch(name -> name.startsWith(engine.code()));
    }

    static Stream<Cell> possibleCells() {
        List<Engine> engines = Gateway.engines();
        return Cell.all().stream()
                .filter(cell -> engines.contains(cell.engine()))
                .filter(cell -> !RULES.isImpossible(cell));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("possibleCells")
    void decides(Cell cell) throws Exception {
        Outcome expected = RULES.outcome(cell);
        Outcome seen = cell.client() ? asClient(cell) : asServer(cell);
        assertThat(seen).as("%s: %s", cell, expected).matches(expected::allows);
    }

    private static Outcome asClient(Cell cell) throws Exception {
        HandMadePeer peer = new HandMadePeer(true, cell.protocol(), CERTIFICATES.shown(cell.certificate(), true));
        try (ServerSocket listener = listener()) {
            Future<String> theirs = peers.submit(() -> peer.talk(listener.accept()));
            String ours = verdict(() -> connect(cell, (InetSocketAddress) listener.getLocalSocketAddress()));
            return new Outcome(ours, theirs.get(60, TimeUnit.SECONDS));
        }
    }

    private static void connect(Cell cell, InetSocketAddress listener) throws IOException {
        TlsService tls = Gateway.tls(cell.engine());
        InetSocketAddress server = new InetSocketAddress("localhost", listener.getPort());
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(30_000);
            if (!cell.overSocket()) {
                plain.connect(server);
                talk(new DrivenEngine(tls.engine(options(cell), "localhost", server.getPort()), plain), false);
            } else if (cell.wrapFirst()) {
                SSLSocket socket = tls.wrapSocket(plain, options(cell));
                socket.connect(server);
                talk(socket, false);
            } else {
                plain.connect(server);
                talk(tls.wrapSocket(plain, options(cell)), false);
            }
        }
    }

    private static Outcome asServer(Cell cell) throws Exception {
        HandMadePeer peer = new HandMadePeer(false, cell.protocol(), CERTIFICATES.shown(cell.certificate(), false));
        try (ServerSocket listener = listener()) {
            InetSocketAddress server = (InetSocketAddress) listener.getLocalSocketAddress();
            Future<String> theirs = peers.submit(() -> peer.talk(new Socket(server.getAddress(), server.getPort())));
            String ours = verdict(() -> accept(cell, listener));
            return new Outcome(ours, theirs.get(60, TimeUnit.SECONDS));
        }
    }

    private static void accept(Cell cell, ServerSocket listener) throws IOException {
        TlsService tls = Gateway.tls(cell.engine());
        if (cell.overSocket() && cell.wrapFirst()) {
            SSLServerSocket wrapped = tls.wrapServerSocket(listener, options(cell));
            try (SSLSocket socket = (SSLSocket) wrapped.accept()) {
                socket.setSoTimeout(30_000);
                socket.startHandshake();
                talk(socket, true);
            }
            return;
        }
        try (Socket plain = listener.accept()) {
            plain.setSoTimeout(30_000);
            if (cell.overSocket()) {
                talk(tls.wrapSocket(plain, options(cell)), true);
            } else {
                talk(new DrivenEngine(tls.engine(options(cell), "client", 0), plain), true);
            }
        }
    }

    private static void talk(SSLSocket socket, boolean server) throws IOException {
        try (socket) {
            if (server) {
                socket.getOutputStream().write(HandMadePeer.GREETING);
            }
            byte[] heard = socket.getInputStream().readNBytes(HandMadePeer.GREETING.length);
            if (!Arrays.equals(heard, HandMadePeer.GREETING)) {
                throw new IOException("heard something else");
            }
            if (!server) {
                socket.getOutputStream().write(HandMadePeer.GREETING);
            }
        }
    }

    private static void talk(DrivenEngine engine, boolean server) throws IOException {
        engine.handshake();
        HandMadePeer.greet(engine, server);
    }

    private static String verdict(Attempt attempt) {
        try {
            attempt.run();
            return HandMadePeer.ACCEPTED;
        } catch (SSLError e) {
            return e.reason().name();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static TlsOptions options(Cell cell) {
        TlsOptionsBuilder options = TlsOptions.builder();
        if (cell.certReqs() != CertReqs.NONE || !cell.client()) {
            options.profileName(PROFILE);
        }
        return options.certReqs(cell.certReqs())
                .serverSide(!cell.client())
                .protocols(cell.protocol())
                .build();
    }

    private static ServerSocket listener() throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.setSoTimeout(30_000);
        return listener;
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }
}
