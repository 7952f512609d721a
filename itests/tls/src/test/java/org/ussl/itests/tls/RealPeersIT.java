// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;

/**
 * OpenSSL's server on the other side, and client certificates of every kind that an engine can use; what it says is the
 * proof. Needs Debian's openssl, and is skipped without it.
 */
class RealPeersIT {
    private static final Authority CA = Authority.create("CN=Real CA");

    @TempDir
    static Path folder;

    private static Program openssl;
    private static int opensslPort;

    @BeforeAll
    static void deliver() throws Exception {
        Files.write(folder.resolve("ca.pem"), CA.pem());
        for (KeyKind kind : KeyKind.values()) {
            Identity identity = identity(kind);
            Files.write(folder.resolve(kind + ".pem"), identity.chainPem());
            Files.write(folder.resolve(kind + ".key"), identity.keyPem());
            Gateway.profiles().put(profile(kind), List.of(CA.certificate()), List.of(), identity(kind));
        }
        if (Program.isThere("openssl")) {
            openssl = new Program(
                    "openssl",
                    "s_server",
                    "-accept",
                    "127.0.0.1:0",
                    "-www",
                    "-Verify",
                    "3",
                    "-verify_return_error",
                    "-CAfile",
                    file("ca.pem"),
                    "-cert",
                    file("P256.pem"),
                    "-key",
                    file("P256.key"));
            opensslPort =
                    Integer.parseInt(openssl.await("ACCEPT 127.0.0.1:(\\d+)\\s").group(1));
        }
    }

    @AfterAll
    static void end() {
        if (openssl != null) {
            openssl.close();
        }
    }

    static Stream<Arguments> everything() {
        return Gateway.engines().stream()
                .flatMap(engine -> Stream.of(KeyKind.values())
                        .filter(kind -> engine != Engine.CONSCRYPT || kind != KeyKind.ED25519)
                        .flatMap(kind -> Cell.VERSIONS.stream().map(tls -> Arguments.of(engine, kind, tls))));
    }

    static Stream<Arguments> enginesAndVersions() {
        return Gateway.engines().stream()
                .flatMap(engine -> Cell.VERSIONS.stream().map(tls -> Arguments.of(engine, tls)));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void opensslsServerTakesOurCertificate(Engine engine, KeyKind kind, String tls) throws Exception {
        assumeTrue(openssl != null);

        String page = page(engine, client(kind, tls));

        assertThat(page)
                .contains("New, TLSv" + tls)
                .contains("Client certificate")
                .contains("CN=gw-" + kind)
                .contains("Protocol  : TLSv" + tls);
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void opensslsServerResumesOurSession(Engine engine, String tls) throws Exception {
        assumeTrue(openssl != null);
        assumeTrue(engine != Engine.BC || tls.equals("1.2"), "BCJSSE was not seen to resume a session of TLS 1.3");
        TlsOptions options = client(KeyKind.P256, tls).toBuilder()
                .alpn("resume-" + engine) // Options of its own, so that the first connection has nothing to resume.
                .build();

        assertThat(page(engine, options)).contains("New, TLSv" + tls);
        assertThat(page(engine, options)).contains("Reused, TLSv" + tls);
    }

    private static String page(Engine engine, TlsOptions options) throws IOException {
        try (SSLSocket socket = Gateway.tls(engine).wrapSocket(new Socket(), options)) {
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress("localhost", opensslPort), 30_000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static TlsOptions client(KeyKind kind, String tls) {
        return TlsOptions.builder()
                .profileName(profile(kind))
                .certReqs(CertReqs.REQUIRED)
                .protocols("TLSv" + tls)
                .build();
    }

    private static Identity identity(KeyKind kind) {
        return CA.issue(Certificate.named("CN=gw-" + kind)
                .dns("localhost")
                .ip("127.0.0.1")
                .kind(kind));
    }

    private static String profile(KeyKind kind) {
        return "real-" + kind.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }
}
