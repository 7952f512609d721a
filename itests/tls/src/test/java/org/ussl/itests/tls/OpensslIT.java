// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.TlsOptions;

/** OpenSSL's s_server and s_client on the other side. Needs Debian's openssl, and is skipped without it. */
class OpensslIT {
    private static final String ALL = "org.ussl.itests.tls.RealPeers#enginesKindsAndVersions";
    private static final String RESUMING = "org.ussl.itests.tls.RealPeers#resuming";
    private static final String OPENSSL = Program.find("openssl");

    @TempDir
    static Path folder;

    private static RealPeers peers;
    private static final Map<KeyKind, Program.Server> SERVERS = new EnumMap<>(KeyKind.class);

    @BeforeAll
    static void deliver() throws Exception {
        assumeTrue(OPENSSL != null, "openssl is not installed");
        peers = new RealPeers(folder);
        for (KeyKind kind : KeyKind.values()) {
            Program server = new Program(command(
                    kind, "s_server", "-accept", "127.0.0.1:0", "-www", "-Verify", "3", "-verify_return_error"));
            SERVERS.put(kind, new Program.Server(server, 0));
            int port =
                    Integer.parseInt(server.await("ACCEPT 127.0.0.1:(\\d+)\\s").group(1));
            SERVERS.put(kind, new Program.Server(server, port));
        }
    }

    @AfterAll
    static void end() {
        SERVERS.values().forEach(server -> server.program().close());
        SERVERS.clear();
    }

    /** Both sides show a certificate of the kind. */
    @ParameterizedTest
    @MethodSource(ALL)
    void itsServerTakesOurCertificateAndWeTakeItsOwn(Engine engine, KeyKind kind, String tls) throws Exception {
        String page = page(engine, kind, RealPeers.options(kind, tls));

        assertThat(page)
                .contains("New, TLSv" + tls)
                .contains("Client certificate")
                .contains("CN=gw-" + kind)
                .contains("Protocol  : TLSv" + tls);
    }

    @ParameterizedTest
    @MethodSource(RESUMING)
    void itsServerResumesOurSession(Engine engine, String tls) throws Exception {
        TlsOptions options = RealPeers.options(KeyKind.P256, tls).toBuilder()
                .alpn("resume-" + engine) // Options of its own, so that the first connection has nothing to resume.
                .build();

        assertThat(page(engine, KeyKind.P256, options)).contains("New, TLSv" + tls);
        assertThat(page(engine, KeyKind.P256, options)).contains("Reused, TLSv" + tls);
    }

    /** Both sides show a certificate of the kind, and what the client says comes back. */
    @ParameterizedTest
    @MethodSource(ALL)
    void itsClientTakesOurCertificateAndWeTakeItsOwn(Engine engine, KeyKind kind, String tls) throws Exception {
        try (EchoServer server = RealPeers.echo(engine, kind, tls)) {
            assertThat(talk(server, kind))
                    .contains("New, TLSv" + tls)
                    .contains("subject=CN = gw-" + kind)
                    .contains("Verification: OK");
        }
    }

    @ParameterizedTest
    @MethodSource(RESUMING)
    void itsClientResumesItsSessionWithOurServer(Engine engine, String tls) throws Exception {
        String session = peers.file("session-" + engine + "-" + tls);
        try (EchoServer server = RealPeers.echo(engine, KeyKind.P256, tls)) {
            assertThat(talk(server, KeyKind.P256, "-sess_out", session)).contains("New, TLSv" + tls);
            assertThat(talk(server, KeyKind.P256, "-sess_in", session)).contains("Reused, TLSv" + tls);
        }
    }

    /** What its server says in its page about the connection. */
    private static String page(Engine engine, KeyKind kind, TlsOptions options) throws IOException {
        try (SSLSocket socket =
                RealPeers.connect(engine, options, SERVERS.get(kind).port())) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** What its client says about a connection on which a word went there and back; tickets come before the word. */
    private static String talk(EchoServer server, KeyKind kind, String... more) throws Exception {
        List<String> command = command(
                kind,
                "s_client",
                "-connect",
                "127.0.0.1:" + server.address().getPort(),
                "-servername",
                "localhost",
                "-verify_hostname",
                "localhost",
                "-verify_return_error");
        command.addAll(List.of(more));
        try (Program client = new Program(command)) {
            client.tell("there-and-back");
            client.await("there-and-back");
            return client.toTheEnd();
        }
    }

    private static List<String> command(KeyKind kind, String... arguments) {
        List<String> command = new ArrayList<>(List.of(OPENSSL));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-CAfile",
                peers.file("ca.pem"),
                "-cert",
                peers.file(kind + ".pem"),
                "-key",
                peers.file(kind + ".key")));
        return command;
    }
}
