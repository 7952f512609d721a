// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.TlsOptions;

/** GnuTLS's server and client on the other side. Needs Debian's gnutls-bin, and is skipped without it. */
class GnutlsIT {
    private static final String ALL = "org.ussl.itests.tls.RealPeers#enginesKindsAndVersions";
    private static final String RESUMING = "org.ussl.itests.tls.RealPeers#resuming";
    private static final String RESUMED = "This is a resumed session";

    @TempDir
    static Path folder;

    private static RealPeers peers;
    private static Program.Server server;

    @BeforeAll
    static void deliver() throws Exception {
        assumeTrue(
                Program.find("gnutls-cli") != null && Program.find("gnutls-serv") != null,
                "gnutls-bin is not installed");
        peers = new RealPeers(folder);
        server = Program.server(
                port -> command(
                        "gnutls-serv", KeyKind.P384, port, "--echo", "--require-client-cert", "--verify-client-cert"),
                "listening on IPv4.*done");
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.program().close();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void itsServerTakesOurCertificate(Engine engine, KeyKind kind, String tls) throws Exception {
        talk(engine, RealPeers.options(kind, tls));

        server.program().await("CN=gw-" + kind);
        server.program().await("The certificate is trusted");
        server.program().await(Pattern.quote("(TLS" + tls));
    }

    @ParameterizedTest
    @MethodSource(RESUMING)
    void itsServerResumesOurSession(Engine engine, String tls) throws Exception {
        TlsOptions options = RealPeers.options(KeyKind.P256, tls).toBuilder()
                .alpn("resume-" + engine) // Options of its own, so that the first connection has nothing to resume.
                .build();

        talk(engine, options);
        server.program().await("The certificate is trusted");
        talk(engine, options);
        server.program().await(RESUMED);
    }

    /** Both sides show a certificate of the kind, and what the client says comes back. */
    @ParameterizedTest
    @MethodSource(ALL)
    void itsClientTakesOurCertificateAndWeTakeItsOwn(Engine engine, KeyKind kind, String tls) throws Exception {
        try (EchoServer ours = RealPeers.echo(engine, kind, tls)) {
            assertThat(listenTo(ours, kind))
                    .contains("CN=gw-" + kind)
                    .contains("The certificate is trusted")
                    .contains("(TLS" + tls)
                    .doesNotContain(RESUMED);
        }
    }

    /** It waits for a ticket before it does anything; with Conscrypt that comes with the first thing that we say. */
    @ParameterizedTest
    @MethodSource(RESUMING)
    void itsClientResumesItsSessionWithOurServer(Engine engine, String tls) throws Exception {
        byte[] greeting = "hello\n".getBytes(StandardCharsets.US_ASCII);
        try (EchoServer ours = new EchoServer(RealPeers.listener(engine, KeyKind.P256, tls), greeting)) {
            assertThat(listenTo(ours, KeyKind.P256, "--resume", "--waitresumption"))
                    .contains("(TLS" + tls)
                    .contains(RESUMED);
        }
    }

    /** Has its server give a word back. */
    private static void talk(Engine engine, TlsOptions options) throws IOException {
        server.program().forget();
        try (SSLSocket socket = RealPeers.connect(engine, options, server.port())) {
            socket.getOutputStream().write("there-and-back\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(14)).asString().isEqualTo("there-and-back");
        }
    }

    /** What its client says about a connection on which a word went there and back. */
    private static String listenTo(EchoServer ours, KeyKind kind, String... more) throws Exception {
        List<String> command = command("gnutls-cli", kind, ours.address().getPort(), more);
        command.add("localhost");
        try (Program client = new Program(command)) {
            client.await("Simple Client Mode");
            client.tell("there-and-back");
            client.await("there-and-back");
            return client.toTheEnd();
        }
    }

    /** GnuTLS's programs keep what they say for themselves until they end, if nobody stops them. */
    private static List<String> command(String program, KeyKind kind, int port, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "stdbuf",
                "-oL",
                program,
                "--port",
                Integer.toString(port),
                "--x509cafile",
                peers.file("ca.pem"),
                "--x509certfile",
                peers.file(kind + ".pem"),
                "--x509keyfile",
                peers.file(kind + ".key")));
        command.addAll(List.of(more));
        return command;
    }
}
