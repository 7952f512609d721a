// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsOptionsBuilder;

/** A question to the verifier: who is asked for, with what trust, by which options. Starts as a good server's. */
final class Judgement {
    static final String HOST = "broker.example";

    private final List<X509Certificate> anchors = new ArrayList<>();
    private final List<X509CRL> lists = new ArrayList<>();
    private final List<byte[]> stapled = new ArrayList<>();
    private final TlsOptionsBuilder options =
            TlsOptions.builder().certReqs(CertReqs.REQUIRED).caCerts("/flash/cert/ca.pem");
    private PeerRole role = PeerRole.SERVER;
    private @Nullable String host = HOST;
    private Instant now = Instant.now();

    static Certificate server() {
        return Certificate.named("CN=broker").dns(HOST);
    }

    static Judgement trusting(Authority... authorities) {
        Judgement judgement = new Judgement();
        for (Authority authority : authorities) {
            judgement.anchors.add(authority.certificate());
        }
        return judgement;
    }

    static Judgement trusting(X509Certificate... certificates) {
        Judgement judgement = new Judgement();
        judgement.anchors.addAll(List.of(certificates));
        return judgement;
    }

    Judgement lists(X509CRL... crls) {
        lists.addAll(List.of(crls));
        return this;
    }

    Judgement stapled(byte[]... responses) {
        stapled.addAll(List.of(responses));
        return this;
    }

    Judgement client() {
        role = PeerRole.CLIENT;
        host = null;
        return this;
    }

    Judgement host(@Nullable String name) {
        host = name;
        return this;
    }

    Judgement at(Instant date) {
        now = date;
        return this;
    }

    TlsOptionsBuilder options() {
        return options;
    }

    List<X509Certificate> verdict(List<X509Certificate> received) throws SSLError, VerificationFailure {
        CredentialVersion version = new CredentialVersion("default", 1, now, anchors, lists, List.of(), null);
        return PeerVerifier.of(options.build(), version).verify(received, role, host, stapled, now);
    }

    void accepts(Identity peer) throws Exception {
        accepts(peer.chain());
    }

    void accepts(List<X509Certificate> received) throws Exception {
        List<X509Certificate> chain = verdict(received);

        assertThat(chain.get(0)).isEqualTo(received.get(0));
        assertThat(anchors).contains(chain.get(chain.size() - 1));
    }

    VerificationFailure refuses(Identity peer, Reason reason) {
        return refuses(peer.chain(), reason);
    }

    VerificationFailure refuses(List<X509Certificate> received, Reason reason) {
        VerificationFailure failure = catchThrowableOfType(VerificationFailure.class, () -> verdict(received));
        assertThat(failure).as("refused").isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        return failure;
    }
}
