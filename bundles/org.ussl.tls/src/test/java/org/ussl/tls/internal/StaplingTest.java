// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.ussl.tls.internal.TlsRig.CA;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.OcspAnswer;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;

/** OCSP responses that a real server staples: OpenSSL's (Debian package openssl). */
class StaplingTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    @TempDir
    Path folder;

    private final Identity identity = CA.issue(TlsRig.server());

    @BeforeEach
    void trust() {
        StaplingServer.assumeInstalled();
        rig.versions.put("default", List.of(CA.certificate()), null);
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void aGoodAnswerIsEnoughForHard(String engine, String protocol) throws Exception {
        InetSocketAddress server = serve(new OcspAnswer(CA, identity.certificate()).sign());

        assertThat(refusal(server, engine, protocol, CrlMode.HARD)).isNull();
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void withoutAnAnswerHardRefusesAndSoftDoesNot(String engine, String protocol) throws Exception {
        InetSocketAddress server = serve(null);

        assertThat(refusal(server, engine, protocol, CrlMode.HARD)).isEqualTo(Reason.REVOCATION_UNKNOWN);
        assertThat(refusal(server, engine, protocol, CrlMode.SOFT)).isNull();
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void aServerThatStaplesItsOwnRevocationIsRefused(String engine, String protocol) throws Exception {
        InetSocketAddress server = serve(new OcspAnswer(CA, identity.certificate())
                .revoked(Instant.now().minusSeconds(60))
                .sign());

        assertThat(refusal(server, engine, protocol, CrlMode.SOFT)).isEqualTo(Reason.REVOKED);
        assertThat(refusal(server, engine, protocol, CrlMode.OFF)).isNull();
    }

    /** BCJSSE 1.84 reads the answer and keeps it from JSSE's session in TLS 1.3 (docs/trust.md); HARD is safe so. */
    @Test
    void anAnswerThatTheEngineKeepsToItselfAcquitsNobody() throws Exception {
        InetSocketAddress server = serve(new OcspAnswer(CA, identity.certificate()).sign());

        assertThat(refusal(server, "bc", "TLSv1.3", CrlMode.HARD)).isEqualTo(Reason.REVOCATION_UNKNOWN);
    }

    static Stream<Arguments> handshakes() {
        return Stream.of(
                Arguments.of("jdk", "TLSv1.2"),
                Arguments.of("jdk", "TLSv1.3"),
                Arguments.of("bc", "TLSv1.2"),
                Arguments.of("conscrypt", "TLSv1.2"),
                Arguments.of("conscrypt", "TLSv1.3"));
    }

    private Reason refusal(InetSocketAddress server, String engine, String protocol, CrlMode mode) throws IOException {
        Connections tls = TestEngines.all().stream()
                .filter(candidate -> candidate.name().equals(engine))
                .map(candidate -> rig.service(TestEngines.only(candidate)))
                .findFirst()
                .orElseThrow();
        TlsOptions options = TlsOptions.builder()
                .certReqs(CertReqs.REQUIRED)
                .caCerts("/flash/cert/ca.pem")
                .protocols(protocol)
                .crlMode(mode)
                .build();
        try (SSLSocket socket = tls.wrapSocket(new Socket(), options)) {
            SSLCertVerificationError error =
                    catchThrowableOfType(SSLCertVerificationError.class, () -> socket.connect(server));
            return error == null ? null : error.reason();
        }
    }

    private InetSocketAddress serve(byte[] answer) throws IOException {
        return StaplingServer.start(rig, folder, identity, answer);
    }
}
