// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;

/** What is remembered of one name and one certificate stands for no other. */
class KnownNamesTest {
    private final Authority ca = Authority.create("CN=CA");
    private final X509Certificate certificate = of("a.example");
    private final KnownNames names = new KnownNames();

    @Test
    void findsANameAgain() {
        for (int i = 0; i < 2; i++) {
            assertThatNoException().isThrownBy(() -> names.require(certificate, "a.example"));
        }
    }

    @Test
    void aFoundNameStandsForNoOther() throws Exception {
        names.require(certificate, "a.example");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> names.require(certificate, "b.example"))
                    .isInstanceOf(VerificationFailure.class)
                    .hasMessageContaining("b.example");
        }
    }

    @Test
    void aFoundNameStandsForNoOtherCertificate() throws Exception {
        names.require(certificate, "a.example");

        assertThatThrownBy(() -> names.require(of("b.example"), "a.example")).isInstanceOf(VerificationFailure.class);
    }

    @Test
    void anUnknownNameNeverPasses() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> names.require(certificate, null))
                    .isInstanceOf(VerificationFailure.class)
                    .hasMessageContaining("nobody told it");
        }
    }

    @Test
    void manyNamesAreForgottenAndFoundAgain() throws Exception {
        X509Certificate wildcard = of("*.a.example");
        for (int i = 0; i < 600; i++) {
            names.require(wildcard, "n" + i + ".a.example");
        }

        assertThatNoException().isThrownBy(() -> names.require(wildcard, "n0.a.example"));
        assertThatThrownBy(() -> names.require(wildcard, "a.example")).isInstanceOf(VerificationFailure.class);
    }

    private X509Certificate of(String name) {
        return ca.issue(Certificate.named("CN=server").dns(name)).chain().get(0);
    }
}
