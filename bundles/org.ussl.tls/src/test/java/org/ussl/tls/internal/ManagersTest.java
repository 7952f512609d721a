// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;

/** Managers for software that makes its contexts by itself, in a context of the JDK's. */
class ManagersTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private static final TlsOptions IDENTITY = TlsOptions.profile("one");
    private static final TlsOptions TRUST = TlsOptions.builder()
            .certReqs(CertReqs.REQUIRED)
            .caCerts("/flash/cert/one/ca.pem")
            .build();

    @Test
    void contextOfTheJdksShowsTheCertificateInUseAtEachHandshake() throws Exception {
        Identity first = TlsRig.CA.issue(TlsRig.server());
        Identity second = TlsRig.CA.issue(TlsRig.server());
        SSLContext context = context();

        rig.versions.put("one", List.of(TlsRig.CA.certificate()), first);
        assertThat(shownBy(context)).isEqualTo(first.certificate());
        rig.versions.put("one", List.of(TlsRig.CA.certificate()), second);
        assertThat(shownBy(context)).isEqualTo(second.certificate());
        rig.versions.put("one", List.of(TlsRig.CA.certificate()), first);
        assertThat(shownBy(context)).isEqualTo(first.certificate());
    }

    @Test
    void chainAndKeyOfOneAliasBelongTogetherWhateverIsSwapped() throws Exception {
        Identity first = TlsRig.CA.issue(TlsRig.server());
        rig.versions.put("one", List.of(TlsRig.CA.certificate()), first);
        X509ExtendedKeyManager keys = rig.tls.keyManager(IDENTITY);

        String alias = keys.chooseEngineServerAlias("EC", null, null);
        rig.versions.put("one", List.of(TlsRig.CA.certificate()), TlsRig.CA.issue(TlsRig.server()));
        assertThat(keys.chooseEngineServerAlias("EC", null, null)).isNotEqualTo(alias);

        assertThat(keys.getCertificateChain(alias)).startsWith(first.certificate());
        assertThat(keys.getPrivateKey(alias).getEncoded()).isNull();
    }

    @Test
    void removedIdentityIsShownToNobody() throws Exception {
        rig.versions.put("one", List.of(TlsRig.CA.certificate()), TlsRig.CA.issue(TlsRig.server()));
        X509ExtendedKeyManager keys = rig.tls.keyManager(IDENTITY);
        String alias = keys.chooseEngineServerAlias("EC", null, null);

        rig.versions.remove("one");

        assertThat(keys.chooseEngineServerAlias("EC", null, null)).isNull();
        assertThat(keys.getPrivateKey(alias)).isNull();
    }

    @Test
    void trustThatIsNotThereTrustsNobodyAndItsChangeCountsAtOnce() throws Exception {
        X509ExtendedTrustManager trust = rig.tls.trustManager(TRUST);
        X509Certificate[] chain = {TlsRig.CA.issue(TlsRig.client()).certificate()};
        assertThat(trust.getAcceptedIssuers()).isEmpty();
        assertThatThrownBy(() -> trust.checkClientTrusted(chain, "EC"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("/flash/cert/one/ca.pem");

        rig.versions.put("one", List.of(TlsRig.CA.certificate()), null);
        trust.checkClientTrusted(chain, "EC");
        assertThat(trust.getAcceptedIssuers()).containsExactly(TlsRig.CA.certificate());

        rig.versions.put("one", List.of(TlsRig.OTHER_CA.certificate()), null);
        assertThatThrownBy(() -> trust.checkClientTrusted(chain, "EC")).isInstanceOf(CertificateException.class);
    }

    @Test
    void optionsThatNameNothingAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> rig.tls.keyManager(TRUST));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.tls.trustManager(TlsOptions.builder().build()));
    }

    private int port = 1;

    private SSLContext context() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {rig.tls.keyManager(IDENTITY)},
                new TrustManager[] {rig.tls.trustManager(TRUST)},
                null);
        return context;
    }

    /** What a client sees that has no session with this server. */
    private X509Certificate shownBy(SSLContext context) throws Exception {
        port++;
        SSLEngine client = context.createSSLEngine("localhost", port);
        client.setUseClientMode(true);
        SSLEngine server = context.createSSLEngine();
        server.setUseClientMode(false);
        server.setNeedClientAuth(true);
        assertThat(new EnginePair(server, client).exchange("hello")).isEqualTo("hello");
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }
}
