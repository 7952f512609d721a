// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.OcspAnswer;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsFeature;

/** What a session must not get anybody round, on each engine that resumes any. */
class ResumptionTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final byte[] LINE = {'h', 'e', 'l', 'l', 'o', '\n'};

    @TempDir
    Path folder;

    private TlsRig rig;

    /** Engines and protocols with resumption. */
    static Stream<Arguments> sessions() {
        return TestEngines.all().stream()
                .flatMap(engine -> Stream.of("TLSv1.2", "TLSv1.3")
                        .filter(protocol -> engine.features()
                                .contains(
                                        protocol.equals("TLSv1.2")
                                                ? TlsFeature.RESUMPTION_1_2
                                                : TlsFeature.RESUMPTION_1_3))
                        .map(protocol -> Arguments.of(engine, protocol)));
    }

    private InetSocketAddress serve(TlsEngine engine, Certificate server) throws IOException {
        rig = new TlsRig(engine);
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        return rig.serve(CA.issue(server), CertReqs.OPTIONAL);
    }

    @AfterEach
    void end() throws Exception {
        if (rig != null) {
            rig.afterEach(null);
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void neverAcrossCertReqs(TlsEngine engine, String protocol) throws Exception {
        InetSocketAddress server = serve(engine, TlsRig.server());
        TlsOptions verified = trusting(protocol);
        TlsOptions careless = verified.toBuilder().certReqs(CertReqs.NONE).build();

        assertThat(isResumed(server, careless)).isFalse();
        assertThat(isResumed(server, careless)).isTrue();

        assertThat(isResumed(server, verified)).isFalse();
        assertThat(isResumed(server, verified)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void neverAcrossHostNames(TlsEngine engine, String protocol) throws Exception {
        InetSocketAddress byName = serve(engine, TlsRig.server());
        InetSocketAddress byAddress = new InetSocketAddress("127.0.0.1", byName.getPort());
        TlsOptions options = trusting(protocol);

        assertThat(isResumed(byName, options)).isFalse();
        assertThat(isResumed(byAddress, options))
                .as("another name in the address")
                .isFalse();
        assertThat(isResumed(byName, named(options, "127.0.0.1")))
                .as("another name in the options")
                .isFalse();
        assertThat(isResumed(byName, options)).isTrue();
    }

    /** An application may ask for any name by SNI; what was verified is the name that it connected to. */
    @ParameterizedTest
    @MethodSource("sessions")
    void aSessionWithTheSniOfAnotherDoesNotStandForIt(TlsEngine engine, String protocol) throws Exception {
        InetSocketAddress byName =
                serve(engine, Certificate.named("CN=evil").dns("evil.example").ip("127.0.0.1"));
        SSLContext context = rig.tls.sslContext(trusting(protocol));
        InetSocketAddress byAddress = new InetSocketAddress("127.0.0.1", byName.getPort());
        for (int i = 0; i < 2; i++) {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName("localhost")));
                socket.setSSLParameters(parameters);
                socket.connect(byAddress);
                assertThat(talk(socket)).isEqualTo("hello");
            }
        }

        for (int i = 0; i < 2; i++) {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                socket.connect(byName);
                assertThatThrownBy(() -> talk(socket))
                        .isInstanceOfSatisfying(
                                SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.HOSTNAME_MISMATCH));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void aSessionWithoutACertificateIsNoneWhereOneIsDemandedByNow(TlsEngine engine, String protocol) throws Exception {
        serve(engine, TlsRig.server());
        SSLServerSocket listener =
                rig.tls.wrapServerSocket(rig.listener(), TlsRig.serverOptions("server", CertReqs.OPTIONAL));
        rig.echoOn(listener);
        InetSocketAddress server = new InetSocketAddress("localhost", listener.getLocalPort());
        TlsOptions nameless = TlsOptions.builder()
                .certReqs(CertReqs.REQUIRED)
                .caCerts("/flash/cert/ca.pem")
                .protocols(protocol)
                .build();
        assertThat(isResumed(server, nameless)).isFalse();
        assertThat(isResumed(server, nameless)).isTrue();
        rig.seen();
        rig.seen();

        listener.setNeedClientAuth(true);

        assertThatThrownBy(() -> isResumed(server, nameless)).isInstanceOf(IOException.class);
        assertThat(rig.seen().failure())
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_PEER_CERTIFICATE));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void aSessionDoesNotOutliveTheTrustAnchor(TlsEngine engine, String protocol) throws Exception {
        InetSocketAddress server = serve(engine, TlsRig.server());
        Authority brief =
                Authority.create(forAnHour(Certificate.named("CN=Brief CA").authority()));
        rig.versions.put("server", List.of(CA.certificate()), brief.issue(TlsRig.server()));
        rig.versions.put("default", List.of(brief.certificate()), CA.issue(TlsRig.client()));

        assertThat(isResumed(server, trusting(protocol))).isFalse();
        assertThat(isResumed(server, trusting(protocol))).isTrue();
        rig.clock.by(HOUR.multipliedBy(2));

        assertThat(refusal(server, trusting(protocol)).reason()).isEqualTo(Reason.EXPIRED);
        assertThat(refusal(server, trusting(protocol)).getMessage())
                .as("in full")
                .doesNotContain("resumed");
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void aSessionDoesNotOutliveTheListsThatHardAsksFor(TlsEngine engine, String protocol) throws Exception {
        InetSocketAddress server = serve(engine, TlsRig.server());
        Identity client = CA.issue(TlsRig.client());
        Instant now = Instant.now();
        TlsOptions hard = trusting(protocol).toBuilder().crlMode(CrlMode.HARD).build();
        rig.versions.put(
                "default", List.of(CA.certificate()), List.of(CA.crl(now.minus(HOUR), now.plus(HOUR))), client);

        assertThat(isResumed(server, hard)).isFalse();
        assertThat(isResumed(server, hard)).isTrue();
        rig.clock.by(HOUR.multipliedBy(2));

        SSLCertVerificationError lapsed = refusal(server, hard);
        assertThat(lapsed.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
        assertThat(lapsed).hasMessageContaining("resumed");
        assertThat(lapsed.credentialPath().orElseThrow()).hasToString("/flash/cert/crl.pem");
        assertThat(refusal(server, hard).getMessage()).as("in full").doesNotContain("resumed");

        rig.versions.put(
                "default",
                List.of(CA.certificate()),
                List.of(CA.crl(now.minus(HOUR), now.plus(HOUR.multipliedBy(9)))),
                client);
        assertThat(isResumed(server, hard)).as("with the renewed list").isFalse();
        assertThat(isResumed(server, hard)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void aSessionDoesNotOutliveTheStapledAnswerThatHardAsksFor(TlsEngine engine, String protocol) throws Exception {
        StaplingServer.assumeInstalled();
        serve(engine, TlsRig.server());
        Identity identity = CA.issue(TlsRig.server());
        Instant now = Instant.now();
        InetSocketAddress server = StaplingServer.start(
                rig,
                folder,
                identity,
                new OcspAnswer(CA, identity.certificate())
                        .valid(now.minus(HOUR), now.plus(HOUR))
                        .sign());
        TlsOptions hard = trusting(protocol).toBuilder().crlMode(CrlMode.HARD).build();

        assertThat(isResumed(server, hard)).isFalse();
        assertThat(isResumed(server, hard))
                .as("unless the engine forgets the answer")
                .isEqualTo(engine != TestEngines.BC);
        rig.clock.by(HOUR.multipliedBy(2));

        assertThat(refusal(server, hard).reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
    }

    private static Certificate forAnHour(Certificate certificate) {
        Instant now = Instant.now();
        return certificate.valid(now.minus(HOUR), now.plus(HOUR));
    }

    private static TlsOptions trusting(String protocol) {
        return TlsOptions.profile("default").toBuilder().protocols(protocol).build();
    }

    private static TlsOptions named(TlsOptions options, String name) {
        return options.toBuilder().serverHostname(name).build();
    }

    private SSLCertVerificationError refusal(InetSocketAddress server, TlsOptions options) {
        return catchThrowableOfType(SSLCertVerificationError.class, () -> isResumed(server, options));
    }

    private boolean isResumed(InetSocketAddress server, TlsOptions options) throws IOException {
        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), options)) {
            socket.connect(server);
            socket.getOutputStream().write(LINE); // TLS 1.3 sends its tickets after the handshake.
            if (socket.getInputStream().readNBytes(LINE.length).length < LINE.length) {
                throw new EOFException("the server has said goodbye");
            }
            return rig.tls.connection(socket).resumed();
        }
    }
}
