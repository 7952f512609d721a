// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsOptionsBuilder;

/** What options and uploads decide about a peer, in handshakes. */
class TrustOptionsTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private static TlsOptionsBuilder verify() {
        return TlsOptions.builder().certReqs(CertReqs.REQUIRED).caCerts("/flash/cert/ca.pem");
    }

    // Pins

    @Test
    void aServerWithAPinnedKeyIsLetIn() throws Exception {
        Identity identity = CA.issue(TlsRig.server());
        InetSocketAddress server = rig.serve(identity, CertReqs.NONE);
        trust(CA.certificate());

        assertThat(exchange(server, verify().pins(pin(identity.certificate())).build()))
                .isEqualTo("hello");
        assertThat(exchange(server, verify().pins(pin(CA.certificate())).build()))
                .isEqualTo("hello");
    }

    @Test
    void aServerWithoutAPinnedKeyIsRefused() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        trust(CA.certificate());

        TlsOptions pinned = verify().pins(pin(TlsRig.OTHER_CA.certificate())).build();

        assertThat(refusal(server, pinned)).isEqualTo(Reason.NOT_PINNED);
    }

    // The application's check

    @Test
    void theApplicationSeesTheVerifiedChainAndLetsTheServerIn() throws Exception {
        Authority intermediate = CA.intermediate("CN=Intermediate");
        Identity identity = intermediate.issue(TlsRig.server());
        InetSocketAddress server = rig.serve(identity, CertReqs.NONE);
        trust(CA.certificate());
        List<X509Certificate> seen = new ArrayList<>();

        assertThat(exchange(server, verify().peerCheck(seen::addAll).build())).isEqualTo("hello");
        assertThat(seen).containsExactly(identity.certificate(), intermediate.certificate(), CA.certificate());
    }

    @Test
    void theApplicationRefusesAServerAndItsWordsReachTheCaller() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        trust(CA.certificate());
        TlsOptions options = verify().peerCheck(TrustOptionsTest::refuse).build();

        SSLCertVerificationError error = error(server, options);

        assertThat(error.reason()).isEqualTo(Reason.REFUSED_BY_CHECK);
        assertThat(error).hasMessageContaining("not one of ours").hasMessageContaining("localhost");
    }

    @Test
    void theApplicationRefusesAClient() throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        InetSocketAddress server = rig.serve(TlsRig.serverOptions("server", CertReqs.REQUIRED).toBuilder()
                .peerCheck(TrustOptionsTest::refuse)
                .build());
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));

        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), TlsOptions.profile("default"))) {
            catchThrowableOfType(IOException.class, () -> {
                socket.connect(server);
                talk(socket);
            });
        }

        assertThat(rig.seen().failure())
                .isInstanceOfSatisfying(
                        SSLCertVerificationError.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED_BY_CHECK));
    }

    // Revocation

    @Test
    void aServerThatIsListedIsRefusedAndOneThatIsNotIsLetIn() throws Exception {
        Identity identity = CA.issue(TlsRig.server());
        InetSocketAddress server = rig.serve(identity, CertReqs.NONE);
        TlsOptions hard = verify().crlMode(CrlMode.HARD).build();

        rig.versions.put("default", List.of(CA.certificate()), List.of(CA.crl(identity.certificate())), null);
        assertThat(refusal(server, verify().build())).isEqualTo(Reason.REVOKED);
        assertThat(refusal(server, hard)).isEqualTo(Reason.REVOKED);
        assertThat(exchange(server, verify().crlMode(CrlMode.OFF).build())).isEqualTo("hello");

        rig.versions.put("default", List.of(CA.certificate()), List.of(CA.crl()), null);
        assertThat(exchange(server, hard)).isEqualTo("hello");

        trust(CA.certificate());
        assertThat(exchange(server, verify().build())).isEqualTo("hello");
        assertThat(refusal(server, hard)).isEqualTo(Reason.REVOCATION_UNKNOWN);
    }

    @Test
    void aClientThatIsListedIsRefused() throws Exception {
        Identity client = CA.issue(TlsRig.client());
        rig.versions.put(
                "server", List.of(CA.certificate()), List.of(CA.crl(client.certificate())), CA.issue(TlsRig.server()));
        InetSocketAddress server = rig.serve(TlsRig.serverOptions("server", CertReqs.REQUIRED));
        rig.versions.put("default", List.of(CA.certificate()), client);

        catchThrowableOfType(IOException.class, () -> exchange(server, TlsOptions.profile("default")));

        assertThat(rig.seen().failure())
                .isInstanceOfSatisfying(
                        SSLCertVerificationError.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.REVOKED));
    }

    // The JVM's own roots

    @Test
    void systemTrustsWhatTheJvmTrustsAndNothingElse(@TempDir Path folder) throws Exception {
        InetSocketAddress known = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        TlsOptions system = TlsOptions.builder()
                .certReqs(CertReqs.REQUIRED)
                .caCerts(TlsOptions.SYSTEM)
                .build();
        try (JvmRoots roots = JvmRoots.of(folder, CA.certificate())) {
            assertThat(exchange(known, system)).isEqualTo("hello");
            assertThat(error(known, system.toBuilder().crlMode(CrlMode.HARD).build()))
                    .hasMessageContaining("the peer must staple an answer");

            InetSocketAddress unknown = rig.serve(TlsRig.OTHER_CA.issue(TlsRig.server()), CertReqs.NONE);
            SSLCertVerificationError error = error(unknown, system);
            assertThat(error.reason()).isEqualTo(Reason.UNTRUSTED);
            assertThat(error).hasMessageContaining("the JVM's roots (caCerts=system)");
        }
    }

    @Test
    void systemWithoutRootsTrustsNobodyAndSaysSo(@TempDir Path folder) throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.NONE);
        TlsOptions system = TlsOptions.builder()
                .certReqs(CertReqs.REQUIRED)
                .caCerts(TlsOptions.SYSTEM)
                .build();
        try (JvmRoots roots = JvmRoots.of(folder)) {
            SSLError error = catchThrowableOfType(SSLError.class, () -> exchange(server, system));

            assertThat(error.reason()).isEqualTo(Reason.CREDENTIAL_MISSING);
            assertThat(error).hasMessageContaining("caCerts=system");
        }
    }

    // Anchors other than roots

    @Test
    void anIntermediateAsAnchorAndASelfSignedServerAsAnchorWork() throws Exception {
        Authority intermediate = CA.intermediate("CN=Intermediate");
        InetSocketAddress below = rig.serve(intermediate.issue(TlsRig.server()), CertReqs.NONE);
        trust(intermediate.certificate());
        assertThat(exchange(below, verify().build())).isEqualTo("hello");

        Identity device = Authority.selfSigned(TlsRig.server());
        InetSocketAddress own = rig.serve(device, CertReqs.NONE);
        trust(device.certificate());
        assertThat(exchange(own, verify().build())).isEqualTo("hello");
    }

    @Test
    void aServerWithOnlyACommonNameIsRefused() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(Certificate.named("CN=localhost")), CertReqs.NONE);
        trust(CA.certificate());

        SSLCertVerificationError error = error(server, verify().build());

        assertThat(error.reason()).isEqualTo(Reason.HOSTNAME_MISMATCH);
        assertThat(error).hasMessageContaining("common name does not count");
    }

    private static void refuse(List<X509Certificate> chain) throws SSLCertVerificationError {
        throw new SSLCertVerificationError(Reason.REFUSED_BY_CHECK, "not one of ours", null, null, null);
    }

    private static String pin(X509Certificate certificate) throws Exception {
        byte[] spki = certificate.getPublicKey().getEncoded();
        return "sha256/"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(spki));
    }

    private void trust(X509Certificate anchor) {
        rig.versions.put("default", List.of(anchor), null);
    }

    private String exchange(InetSocketAddress server, TlsOptions options) throws IOException {
        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), options)) {
            socket.connect(server);
            return talk(socket);
        }
    }

    private Reason refusal(InetSocketAddress server, TlsOptions options) {
        return error(server, options).reason();
    }

    private SSLCertVerificationError error(InetSocketAddress server, TlsOptions options) {
        SSLCertVerificationError error =
                catchThrowableOfType(SSLCertVerificationError.class, () -> exchange(server, options));
        assertThat(error).as("refused").isNotNull();
        return error;
    }
}
