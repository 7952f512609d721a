// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.ussl.itests.tls.HandMadePeer.Shown;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

/** The certificates that the peers of the matrix show, and what the gateway judges them with. */
final class Certificates {
    private static final Instant NOW = Instant.now();

    private final Authority ca = Authority.create("CN=Trusted CA");
    private final List<Shown> asServer = all(true);
    private final List<Shown> asClient = all(false);

    Authority ca() {
        return ca;
    }

    /** What the gateway itself shows; good for both sides. */
    Identity own() {
        return ca.issue(leaf());
    }

    /** The list in which the revoked ones stand. */
    X509CRL crl() {
        int revoked = PeerCertificate.REVOKED.ordinal();
        return ca.crl(
                asServer.get(revoked).chain().get(0),
                asClient.get(revoked).chain().get(0));
    }

    /** What a peer shows; {@code null} for nothing. */
    Shown shown(PeerCertificate certificate, boolean server) {
        return (server ? asServer : asClient).get(certificate.ordinal());
    }

    private List<Shown> all(boolean server) {
        List<Shown> all = new ArrayList<>();
        for (PeerCertificate certificate : PeerCertificate.values()) {
            all.add(make(certificate, server));
        }
        return all;
    }

    private Shown make(PeerCertificate certificate, boolean server) {
        return switch (certificate) {
            case GOOD, REVOKED -> shown(ca.issue(leaf()));
            case NONE -> null;
            case SELF_SIGNED -> shown(Authority.selfSigned(leaf()));
            case WRONG_CA -> shown(Authority.create("CN=Unknown CA").issue(leaf()));
            case EXPIRED -> shown(ca.issue(leaf().valid(days(-9), days(-1))));
            case NOT_YET_VALID -> shown(ca.issue(leaf().valid(days(1), days(9))));
            case WRONG_HOST -> shown(ca.issue(Certificate.named("CN=elsewhere").dns("elsewhere.example")));
            case NO_SAN -> shown(ca.issue(Certificate.named("CN=localhost")));
            case WRONG_EKU ->
                shown(ca.issue(
                        leaf().purposes(server ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth)));
            case INTERMEDIATE_NO_CA ->
                shown(ca.intermediate(Certificate.named("CN=not a CA").endEntity())
                        .issue(leaf()));
            case NAME_CONSTRAINT ->
                shown(ca.intermediate(Certificate.named("CN=elsewhere only")
                                .authority()
                                .permittedDns("elsewhere.example"))
                        .issue(leaf()));
            case WEAK_KEY -> shown(ca.issue(leaf().keyPair(weak())));
            case WRONG_KEY ->
                new Shown(ca.issue(leaf()).chain(), KeyKind.P256.generate().getPrivate());
        };
    }

    private static Certificate leaf() {
        return Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1");
    }

    private static Shown shown(Identity identity) {
        return new Shown(identity.chain(), identity.keyPair().getPrivate());
    }

    private static Instant days(int days) {
        return NOW.plus(Duration.ofDays(days));
    }

    private static KeyPair weak() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
