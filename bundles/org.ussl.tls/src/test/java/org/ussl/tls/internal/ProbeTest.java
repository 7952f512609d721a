// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.tls.CertReqs;
import org.ussl.tls.ProbeReport;
import org.ussl.tls.ProbeReport.Outcome;
import org.ussl.tls.ProbeReport.Step;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsOptionsBuilder;

/** What a probe tells of good servers and of bad ones, over real connections. */
@Timeout(60)
class ProbeTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private TlsOptionsBuilder client() {
        rig.versions.put("gw", List.of(TlsRig.CA.certificate()), TlsRig.CA.issue(TlsRig.client()));
        return TlsOptions.profile("gw").toBuilder();
    }

    private ProbeReport probe(InetSocketAddress server, TlsOptions options) throws SSLError {
        return rig.tls.probe("localhost", server.getPort(), options);
    }

    private static List<Step> steps(ProbeReport report, Outcome outcome) {
        List<Step> steps = new ArrayList<>();
        report.checks().stream().filter(check -> check.outcome() == outcome).forEach(check -> steps.add(check.step()));
        return steps;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tellsOfAGoodServerWhatWasAgreedOn(String version) throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.REQUIRED);

        ProbeReport report = probe(server, client().protocols(version).build());

        assertThat(report.passed()).as("%s", report.checks()).isTrue();
        assertThat(steps(report, Outcome.SKIPPED)).containsExactly(Step.PINS, Step.APPLICATION);
        assertThat(report.checks()).extracting(ProbeReport.Check::step).containsExactly(Step.values());
        assertThat(report.version()).isEqualTo(version);
        assertThat(report.cipher()).startsWith("TLS_");
        assertThat(report.chain().get(0).getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
        assertThat(report.check(Step.TRUST).detail()).isEqualTo("CN=localhost, issued by CN=Test CA");
    }

    @Test
    void tellsAllThatIsWrongWithACertificateAndNotTheFirstThingOnly() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Certificate expired = Certificate.named("CN=other")
                .dns("other.example")
                .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        InetSocketAddress server = rig.serve(TlsRig.OTHER_CA.issue(expired), CertReqs.NONE);

        ProbeReport report = probe(server, client().build());

        assertThat(report.passed()).isFalse();
        assertThat(steps(report, Outcome.FAIL)).containsExactly(Step.TRUST, Step.DATES, Step.NAME);
        assertThat(steps(report, Outcome.PASS))
                .containsExactly(
                        Step.ADDRESS, Step.CONNECTION, Step.PROTOCOL, Step.CREDENTIALS, Step.STRENGTH, Step.USAGE);
        assertThat(report.check(Step.TRUST).detail()).contains("unknown CA CN=Other CA");
        assertThat(report.check(Step.DATES).detail()).contains("expired on");
        assertThat(report.check(Step.NAME).detail()).contains("other.example");
    }

    @Test
    void doesNotTakeAForgeryInAKnownCasNameForTrusted() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Certificate expired = TlsRig.server().valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        InetSocketAddress server = rig.serve(Authority.create("CN=Test CA").issue(expired), CertReqs.NONE);

        ProbeReport report = probe(server, client().build());

        assertThat(steps(report, Outcome.FAIL)).contains(Step.TRUST, Step.DATES);
    }

    @Test
    void tellsThatTheServerRefusesOurCertificateAlsoWhereTls13SaysSoLate() throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        TlsOptions options = client().build();
        rig.versions.put("gw", List.of(TlsRig.CA.certificate()), TlsRig.OTHER_CA.issue(TlsRig.client()));

        ProbeReport report = probe(server, options);

        assertThat(steps(report, Outcome.FAIL)).as("%s", report.checks()).containsExactly(Step.ADMISSION);
    }

    @Test
    void saysThatTheApplicationsOwnCheckRefuses() throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.NONE);

        ProbeReport report = probe(
                server,
                client().peerCheck(chain -> {
                            throw new SSLCertVerificationError(Reason.REFUSED_BY_CHECK, "not today", null, null, null);
                        })
                        .build());

        assertThat(steps(report, Outcome.FAIL)).containsExactly(Step.APPLICATION);
        assertThat(report.check(Step.APPLICATION).detail()).contains("not today");
    }

    @Test
    void saysThatCredentialsAreMissing() throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.CA.issue(TlsRig.server()), CertReqs.NONE);

        ProbeReport report = probe(server, TlsOptions.profile("nobody"));

        assertThat(steps(report, Outcome.FAIL)).containsExactly(Step.CREDENTIALS);
        assertThat(report.check(Step.CREDENTIALS).detail()).contains("/flash/cert/nobody/");
        assertThat(report.version()).isNotNull();
    }

    @Test
    void verifiesNothingThatTheOptionsDoNotAskFor() throws Exception {
        InetSocketAddress server = rig.serve(TlsRig.OTHER_CA.issue(TlsRig.server()), CertReqs.NONE);

        ProbeReport report = probe(server, TlsOptions.builder().build());

        assertThat(report.passed()).isTrue();
        assertThat(report.check(Step.TRUST).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(report.check(Step.TRUST).detail()).contains("may be anybody");
    }

    @Test
    void saysThatNobodyListensAndThatAHostIsUnknown() throws Exception {
        ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        closed.close();

        ProbeReport silent = rig.tls.probe("127.0.0.1", closed.getLocalPort(), client().build());
        assertThat(steps(silent, Outcome.FAIL)).containsExactly(Step.CONNECTION);

        ProbeReport unknown = rig.tls.probe("no such host", 443, client().build());
        assertThat(steps(unknown, Outcome.FAIL)).containsExactly(Step.ADDRESS);
        assertThat(unknown.chain()).isEmpty();
    }

    @Test
    void saysThatTheOtherSideDoesNotSpeakTls() throws Exception {
        try (ServerSocket http = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try {
                    while (true) {
                        Socket socket = http.accept();
                        socket.getInputStream().read();
                        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                        socket.shutdownOutput();
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            server.setDaemon(true);
            server.start();

            ProbeReport report = rig.tls.probe("localhost", http.getLocalPort(), client().build());

            assertThat(steps(report, Outcome.FAIL)).containsExactly(Step.PROTOCOL);
            assertThat(report.check(Step.PROTOCOL).detail()).contains("TLS");
        }
    }

    @Test
    void refusesAServersOptions() {
        rig.versions.put("server", List.of(TlsRig.CA.certificate()), TlsRig.CA.issue(TlsRig.server()));
        TlsOptions options = TlsRig.serverOptions("server", CertReqs.NONE);
        assertThatThrownBy(() -> rig.tls.probe("localhost", 443, options))
                .isInstanceOf(SSLError.class)
                .hasMessageContaining("client's options");
    }
}
