// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.OTHER_CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.TlsRig.Seen;
import org.ussl.tls.spi.TlsFeature;

/** Who is let in and who is not. */
class VerificationTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private static final TlsOptions VERIFY = TlsOptions.builder()
            .certReqs(CertReqs.REQUIRED)
            .caCerts("/flash/cert/ca.pem")
            .build();

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void bothSidesVerifyEachOtherWithEveryKindOfHiddenKey(KeyKind kind) throws Exception {
        assumeThat(kind != KeyKind.ED25519 || TestEngines.chosen().features().contains(TlsFeature.ED25519_KEYS))
                .as("the engine knows this kind of key")
                .isTrue();
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            InetSocketAddress server = rig.serve(CA.issue(TlsRig.server().kind(kind)), CertReqs.REQUIRED);
            Identity gateway = CA.issue(TlsRig.client().kind(kind));
            rig.versions.put("default", List.of(CA.certificate()), gateway);
            TlsOptions options = TlsOptions.builder()
                    .profileName("default")
                    .certReqs(CertReqs.REQUIRED)
                    .protocols(protocol)
                    .build();

            try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), options)) {
                socket.connect(server);

                assertThat(talk(socket)).isEqualTo("hello");
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                assertThat(rig.seen().client()).isEqualTo(gateway.certificate());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothSidesVerifyEachOtherWithHiddenKeysThatAreForRsassaPssAlone(String protocol) throws Exception {
        assumeThat(TestEngines.chosen().name())
                .as("BoringSSL knows no such keys")
                .isNotEqualTo("conscrypt");
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server().keyPair(pssPair())), CertReqs.REQUIRED);
        Identity gateway = CA.issue(TlsRig.client().keyPair(pssPair()));
        rig.versions.put("default", List.of(CA.certificate()), gateway);

        try (SSLSocket socket = rig.tls.wrapSocket(
                new Socket(),
                TlsOptions.profile("default").toBuilder().protocols(protocol).build())) {
            socket.connect(server);

            assertThat(talk(socket)).isEqualTo("hello");
            assertThat(rig.seen().client()).isEqualTo(gateway.certificate());
        }
    }

    private static KeyPair pssPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    @Test
    void acceptsAServerBehindAnIntermediate() throws Exception {
        Authority intermediate = CA.intermediate("CN=Intermediate");
        InetSocketAddress server = rig.serve(intermediate.issue(TlsRig.server()), CertReqs.NONE);
        trust(CA);

        assertThat(connectAndTalk(server, VERIFY)).isEqualTo("hello");
    }

    @Test
    void refusesAServerOfAnotherCa() throws Exception {
        InetSocketAddress server = rig.serve(OTHER_CA.issue(TlsRig.server()), CertReqs.NONE);
        trust(CA);

        SSLCertVerificationError error = refusal(server, VERIFY);

        assertThat(error.reason()).isEqualTo(Reason.UNTRUSTED);
        assertThat(error.reason().code()).hasValue(155);
        assertThat(error.peer()).hasValue("localhost:" + server.getPort());
        assertThat(error).hasMessageContaining("ca.pem");
    }

    @Test
    void refusesASelfSignedServer() throws Exception {
        InetSocketAddress server = rig.serve(Authority.selfSigned(TlsRig.server()), CertReqs.NONE);
        trust(CA);

        assertThat(refusal(server, VERIFY).reason()).isEqualTo(Reason.UNTRUSTED);
    }

    @Test
    void refusesAnExpiredServer() throws Exception {
        Instant now = Instant.now();
        Certificate expired = TlsRig.server().valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)));
        InetSocketAddress server = rig.serve(CA.issue(expired), CertReqs.NONE);
        trust(CA);

        SSLCertVerificationError error = refusal(server, VERIFY);

        assertThat(error.reason()).isEqualTo(Reason.EXPIRED);
        assertThat(error.reason().code()).hasValue(461);
    }

    @Test
    void refusesAServerThatIsNotValidYet() throws Exception {
        Instant now = Instant.now();
        Certificate early = TlsRig.server().valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)));
        InetSocketAddress server = rig.serve(CA.issue(early), CertReqs.NONE);
        trust(CA);

        assertThat(refusal(server, VERIFY).reason()).isEqualTo(Reason.NOT_YET_VALID);
    }

    @Test
    void refusesAServerWithAnotherName() throws Exception {
        InetSocketAddress server =
                rig.serve(CA.issue(Certificate.named("CN=elsewhere").dns("elsewhere.example")), CertReqs.NONE);
        trust(CA);

        SSLCertVerificationError error = refusal(server, VERIFY);

        assertThat(error.reason()).isEqualTo(Reason.HOSTNAME_MISMATCH);
        assertThat(error).hasMessageContaining("localhost");
    }

    @Test
    void looksForTheNameThatTheOptionsTell() throws Exception {
        InetSocketAddress server =
                rig.serve(CA.issue(Certificate.named("CN=elsewhere").dns("elsewhere.example")), CertReqs.NONE);
        trust(CA);
        TlsOptions named = TlsOptions.builder()
                .certReqs(CertReqs.REQUIRED)
                .caCerts("/flash/cert/ca.pem")
                .serverHostname("elsewhere.example")
                .build();

        assertThat(connectAndTalk(server, named)).isEqualTo("hello");
    }

    @Test
    void checksAnAddressAgainstTheCertificateWhereNoNameIsKnown() throws Exception {
        InetSocketAddress server =
                rig.serve(CA.issue(Certificate.named("CN=by name only").dns("localhost")), CertReqs.NONE);
        trust(CA);

        assertThat(refusal(new InetSocketAddress("127.0.0.1", server.getPort()), VERIFY)
                        .reason())
                .isEqualTo(Reason.HOSTNAME_MISMATCH);
    }

    @Test
    void refusesAServerWithAClientsCertificate() throws Exception {
        InetSocketAddress server =
                rig.serve(CA.issue(TlsRig.server().purposes(KeyPurposeId.id_kp_clientAuth)), CertReqs.NONE);
        trust(CA);

        assertThat(refusal(server, VERIFY).reason()).isEqualTo(Reason.WRONG_USAGE);
    }

    @Test
    void aLibraryThatClearsTheParametersDoesNotTurnTheNameCheckOff() throws Exception {
        InetSocketAddress server =
                rig.serve(CA.issue(Certificate.named("CN=elsewhere").dns("elsewhere.example")), CertReqs.NONE);
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));

        try (SSLSocket socket = (SSLSocket) rig.tls
                .sslContext(TlsOptions.profile("default"))
                .getSocketFactory()
                .createSocket()) {
            SSLParameters careless = new SSLParameters();
            careless.setEndpointIdentificationAlgorithm("");
            socket.setSSLParameters(careless);
            socket.connect(server);

            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOfSatisfying(
                            SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.HOSTNAME_MISMATCH));
        }
    }

    @Test
    void certNoneTakesAnyServer() throws Exception {
        InetSocketAddress server = rig.serve(Authority.selfSigned(Certificate.named("CN=anybody")), CertReqs.NONE);

        try (SSLSocket socket = rig.tls.wrapSocket(new Socket())) {
            socket.connect(server);
            assertThat(talk(socket)).isEqualTo("hello");
        }
    }

    @Test
    void aClientsOptionalIsRequired() throws Exception {
        InetSocketAddress server = rig.serve(OTHER_CA.issue(TlsRig.server()), CertReqs.NONE);
        trust(CA);
        TlsOptions optional = TlsOptions.builder()
                .certReqs(CertReqs.OPTIONAL)
                .caCerts("/flash/cert/ca.pem")
                .build();

        assertThat(refusal(server, optional).reason()).isEqualTo(Reason.UNTRUSTED);
    }

    @Test
    void aServersOptionalAcceptsAClientWithoutCertificate() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.OPTIONAL);
        trust(CA);

        assertThat(connectAndTalk(server, VERIFY)).isEqualTo("hello");
        assertThat(rig.seen()).isEqualTo(new Seen(null, null));
    }

    @Test
    void aServersOptionalRefusesAClientOfAnotherCa() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.OPTIONAL);
        rig.versions.put("default", List.of(CA.certificate()), OTHER_CA.issue(TlsRig.client()));

        assertThatThrownBy(() -> connectAndTalk(server, TlsOptions.profile("default")))
                .isInstanceOf(SSLError.class);
        assertThat(rig.seen().failure())
                .isInstanceOfSatisfying(
                        SSLCertVerificationError.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED));
    }

    @Test
    void aServerThatRequiresACertificateRefusesAClientWithout() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        trust(CA);

        assertThatThrownBy(() -> connectAndTalk(rig.patiently(server, new CountDownLatch(1)), VERIFY))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED_BY_PEER));
        assertThat(rig.seen().failure())
                .isInstanceOfSatisfying(
                        SSLCertVerificationError.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_PEER_CERTIFICATE));
    }

    @Test
    void aServerThatWasToldToAskNobodyCannotBeMadeToBelieveAClient() throws Exception {
        versionsForServerWithoutTrust();
        javax.net.ssl.SSLServerSocket listener =
                rig.closeLater(rig.tls.wrapServerSocket(rig.listener(), TlsRig.serverOptions("server", CertReqs.NONE)));

        listener.setNeedClientAuth(true);

        assertThat(listener.getNeedClientAuth()).isFalse();
    }

    @Test
    void aFloorForbidsWhatIsBelowIt() throws Exception {
        Connections strict = rig.service(CertReqs.REQUIRED);

        assertThatThrownBy(() -> strict.wrapSocket(new Socket()))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN))
                .hasMessageContaining("minimumCertReqs=required");
        assertThatThrownBy(() -> strict.sslContext(TlsOptions.builder().build()))
                .isInstanceOf(SSLError.class);
        assertThat(strict.wrapSocket(new Socket(), VERIFY)).isNotNull();
    }

    private void versionsForServerWithoutTrust() {
        rig.versions.put("server", List.of(), CA.issue(TlsRig.server()));
    }

    private void trust(Authority authority) {
        rig.versions.put("default", List.of(authority.certificate()), null);
    }

    private String connectAndTalk(InetSocketAddress server, TlsOptions options) throws IOException {
        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), options)) {
            socket.connect(server);
            return talk(socket);
        }
    }

    /** The refusal, which must be the same whether the socket is wrapped before it connects or after. */
    private SSLCertVerificationError refusal(InetSocketAddress server, TlsOptions options) throws IOException {
        SSLSocket before = rig.closeLater(rig.tls.wrapSocket(new Socket(), options));
        SSLCertVerificationError first =
                catchThrowableOfType(SSLCertVerificationError.class, () -> before.connect(server));
        Socket plain = rig.closeLater(new Socket());
        plain.connect(server);
        SSLCertVerificationError second =
                catchThrowableOfType(SSLCertVerificationError.class, () -> rig.tls.wrapSocket(plain, options));
        assertThat(first).isNotNull();
        assertThat(second).isNotNull();
        assertThat(second.reason()).isEqualTo(first.reason());
        assertThat(plain.isClosed()).isTrue();
        return first;
    }
}
