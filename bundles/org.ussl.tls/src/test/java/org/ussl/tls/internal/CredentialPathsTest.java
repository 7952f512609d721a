// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.OTHER_CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsEngine;

/** An error tells which of the operator's files it is about, on each engine. */
class CredentialPathsTest {
    private static final TlsOptions OPTIONS = TlsOptions.profile("default");

    private final Identity gateway = CA.issue(TlsRig.client());
    private final Identity serverIdentity = CA.issue(TlsRig.server());
    private TlsRig rig;

    static List<TlsEngine> engines() {
        return TestEngines.all();
    }

    private InetSocketAddress serve(TlsEngine engine) throws IOException {
        rig = new TlsRig(engine);
        rig.versions.put("default", List.of(CA.certificate()), gateway);
        return rig.serve(serverIdentity, CertReqs.REQUIRED);
    }

    @AfterEach
    void end() throws Exception {
        rig.afterEach(null);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void whatIsNotThere(TlsEngine engine) throws Exception {
        InetSocketAddress server = serve(engine);

        rig.versions.put("default", List.of(CA.certificate()), null);
        assertThat(failure(server, OPTIONS)).isEqualTo("CREDENTIAL_MISSING /flash/cert/cert.pem");
        rig.versions.put("default", List.of(), gateway);
        assertThat(failure(server, OPTIONS)).isEqualTo("CREDENTIAL_MISSING /flash/cert/ca.pem");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void whatAPeerIsJudgedBy(TlsEngine engine) throws Exception {
        InetSocketAddress server = serve(engine);

        rig.versions.put("default", List.of(OTHER_CA.certificate()), gateway);
        assertThat(failure(server, OPTIONS)).isEqualTo("UNTRUSTED /flash/cert/ca.pem");
        rig.versions.put("default", List.of(CA.certificate()), List.of(CA.crl(serverIdentity.certificate())), gateway);
        assertThat(failure(server, OPTIONS)).isEqualTo("REVOKED /flash/cert/crl.pem");
        rig.versions.put("default", List.of(CA.certificate()), gateway);
        assertThat(failure(server, OPTIONS.toBuilder().crlMode(CrlMode.HARD).build()))
                .isEqualTo("REVOCATION_UNKNOWN /flash/cert/crl.pem");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void whatPutsAPeerOutThatWasLetIn(TlsEngine engine) throws Exception {
        InetSocketAddress server = serve(engine);
        try (SSLSocket socket = connect(server, OPTIONS)) {
            talk(socket);

            rig.versions.put(
                    "default", List.of(CA.certificate()), List.of(CA.crl(serverIdentity.certificate())), gateway);

            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOfSatisfying(
                            SSLError.class, e -> assertThat(text(e)).isEqualTo("REVOKED /flash/cert/crl.pem"));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theKeyThatCannotSign(TlsEngine engine) throws Exception {
        InetSocketAddress server = serve(engine);
        GeneralSecurityException outOfReach = new GeneralSecurityException("the token was pulled out");
        Identity rsa = CA.issue(TlsRig.client().kind(KeyKind.RSA2048));
        for (Identity identity : List.of(gateway, rsa)) {
            rig.versions.put("default", List.of(CA.certificate()), identity, outOfReach);

            SSLError error = catchThrowableOfType(SSLError.class, () -> connect(server, OPTIONS));
            assertThat(text(error)).isEqualTo("KEY_UNUSABLE /flash/cert/private.key");
            assertThat(error).hasMessageContaining("the token was pulled out");
            rig.seen();
        }

        rig.versions.put("default", List.of(CA.certificate()), gateway);
        rig.versions.put("server", List.of(CA.certificate()), serverIdentity, outOfReach);
        assertThatThrownBy(() -> connect(server, OPTIONS)).isInstanceOf(IOException.class);
        assertThat(text((SSLError) rig.seen().failure())).isEqualTo("KEY_UNUSABLE /flash/cert/server/private.key");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theKeyThatCannotSignWhereTheApplicationsCheckAsksOverTls(TlsEngine engine) throws Exception {
        InetSocketAddress server = serve(engine);
        rig.versions.put("asks", List.of(CA.certificate()), gateway);
        rig.versions.put("default", List.of(CA.certificate()), gateway, new GeneralSecurityException("no token"));
        TlsOptions asking = OPTIONS.toBuilder()
                .peerCheck(chain -> {
                    try (SSLSocket other = connect(server, TlsOptions.profile("asks"))) {
                        assertThat(talk(other)).isEqualTo("hello");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .build();

        assertThat(failure(server, asking)).isEqualTo("KEY_UNUSABLE /flash/cert/private.key");
    }

    /** In TLS 1.2, where it comes in the handshake. */
    @ParameterizedTest
    @MethodSource("engines")
    void whatThePeerRefuses(TlsEngine engine) throws Exception {
        InetSocketAddress server = serve(engine);

        rig.versions.put("default", List.of(CA.certificate()), OTHER_CA.issue(TlsRig.client()));

        assertThat(failure(
                        rig.patiently(server, new CountDownLatch(1)),
                        OPTIONS.toBuilder().protocols("TLSv1.2").build()))
                .isEqualTo("REFUSED_BY_PEER /flash/cert/cert.pem");
    }

    private String failure(InetSocketAddress server, TlsOptions options) {
        return text(catchThrowableOfType(SSLError.class, () -> connect(server, options)));
    }

    private static String text(SSLError error) {
        assertThat(error).isNotNull();
        assertThat(error.reason()).isNotEqualTo(Reason.OTHER);
        return error.reason() + " "
                + error.credentialPath().map(Object::toString).orElse("none");
    }

    private SSLSocket connect(InetSocketAddress server, TlsOptions options) throws IOException {
        SSLSocket socket = rig.tls.wrapSocket(new Socket(), options);
        socket.connect(server);
        return socket;
    }
}
