// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.tls.internal.trust.Judgement.server;
import static org.ussl.tls.internal.trust.Judgement.trusting;

import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.SSLError.Reason;

/** Which chains lead to trust, and what is said of those that do not. */
class PathsTest {
    private static final Authority ROOT = Authority.create("CN=Root");
    private static final Authority OTHER = Authority.create("CN=Other Root");
    private static final Authority CA1 = ROOT.intermediate("CN=CA 1");
    private static final Authority CA2 = CA1.intermediate("CN=CA 2");
    private static final Identity DEEP = CA2.issue(server());
    private static final Instant NOW = Instant.now();

    @Test
    void acceptsAChainInAnyOrderWithTheRootAndStrangersInIt() throws Exception {
        List<X509Certificate> mixed = new ArrayList<>(List.of(DEEP.certificate()));
        mixed.addAll(List.of(
                ROOT.certificate(),
                OTHER.certificate(),
                CA1.certificate(),
                DEEP.certificate(),
                OTHER.issue(server()).certificate(),
                CA2.certificate()));

        assertThat(trusting(ROOT).verdict(mixed))
                .containsExactly(DEEP.certificate(), CA2.certificate(), CA1.certificate(), ROOT.certificate());
    }

    @Test
    void theFirstCertificateIsThePeersOwnAndNoOtherIsJudgedInItsPlace() {
        Identity stranger = OTHER.issue(server());
        List<X509Certificate> received =
                List.of(stranger.certificate(), DEEP.certificate(), CA2.certificate(), CA1.certificate());

        trusting(ROOT).refuses(received, Reason.UNTRUSTED);
    }

    @Test
    void anIntermediateAloneCanBeTheAnchor() throws Exception {
        assertThat(trusting(CA1).verdict(DEEP.chain()))
                .containsExactly(DEEP.certificate(), CA2.certificate(), CA1.certificate());
        trusting(CA2).accepts(List.of(DEEP.certificate()));
        trusting(CA2).refuses(CA1.issue(server()), Reason.UNTRUSTED);
    }

    @Test
    void aCrossSignedCaLeadsToEitherRoot() throws Exception {
        KeyPair key = KeyKind.P256.generate();
        Certificate description = Certificate.named("CN=Crossed").authority().keyPair(key);
        X509Certificate byRoot = ROOT.issue(description).certificate();
        X509Certificate byOther = OTHER.issue(description).certificate();
        X509Certificate leaf = Authority.of(byRoot, key).issue(server()).certificate();
        List<X509Certificate> received = List.of(leaf, byRoot, byOther);

        assertThat(trusting(OTHER).verdict(received)).containsExactly(leaf, byOther, OTHER.certificate());
        assertThat(trusting(ROOT).verdict(received)).containsExactly(leaf, byRoot, ROOT.certificate());
    }

    @Test
    void ofTwoPathsTheOneThatHoldsIsTaken() throws Exception {
        KeyPair key = KeyKind.P256.generate();
        Certificate old = Certificate.named("CN=Crossed")
                .authority()
                .keyPair(key)
                .valid(NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(1)));
        X509Certificate expired = ROOT.issue(old).certificate();
        X509Certificate present = OTHER.issue(
                        Certificate.named("CN=Crossed").authority().keyPair(key))
                .certificate();
        X509Certificate leaf = Authority.of(present, key).issue(server()).certificate();

        assertThat(trusting(ROOT, OTHER).verdict(List.of(leaf, expired, present)))
                .containsExactly(leaf, present, OTHER.certificate());
        trusting(ROOT).refuses(List.of(leaf, expired, present), Reason.EXPIRED);
    }

    @Test
    void aRootThatWasRenewedWithItsKeyWorksBesideTheOldOne() throws Exception {
        KeyPair key = KeyKind.P256.generate();
        Authority old = Authority.create(Certificate.named("CN=Renewed")
                .authority()
                .keyPair(key)
                .valid(NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(1))));
        Authority present = Authority.create(
                Certificate.named("CN=Renewed").authority().keyPair(key).valid(NOW, NOW.plus(Duration.ofDays(9))));
        Authority newKey = Authority.create("CN=Renewed");

        trusting(old, newKey, present).at(NOW.plusSeconds(60)).accepts(present.issue(server()));
        trusting(old, newKey, present).at(NOW.plusSeconds(60)).accepts(newKey.issue(server()));
    }

    @Test
    void aPeersOwnSelfSignedCertificateCanBeTheAnchor() throws Exception {
        Identity device = Authority.selfSigned(server());

        assertThat(trusting(device.certificate()).verdict(device.chain())).containsExactly(device.certificate());
        trusting(device.certificate()).host("elsewhere.example").refuses(device, Reason.HOSTNAME_MISMATCH);
        trusting(device.certificate()).at(NOW.plus(Duration.ofDays(31))).refuses(device, Reason.EXPIRED);
    }

    @Test
    void aPeersOwnCertificateCanBeTheAnchorWithoutItsCa() throws Exception {
        trusting(DEEP.certificate()).accepts(DEEP);
        trusting(DEEP.certificate()).refuses(CA2.issue(server()), Reason.UNTRUSTED);
    }

    @Test
    void anAnchorThatIsNoCaVouchesForItselfOnly() {
        Identity device = Authority.selfSigned(server());
        Identity minted = Authority.of(device.certificate(), device.keyPair()).issue(server());

        assertThat(trusting(device.certificate()).refuses(minted, Reason.UNTRUSTED))
                .hasMessageContaining("is no CA");
    }

    @Test
    void aCopyOfATrustedNameIsNotTheTrustedKey() {
        Authority copy = Authority.create("CN=Root");

        assertThat(trusting(ROOT).refuses(copy.issue(server()), Reason.UNTRUSTED))
                .hasMessageContaining("not with the key that /flash/cert/ca.pem has for CN=Root");
    }

    @Test
    void tellsASelfSignedPeer() {
        assertThat(trusting(ROOT).refuses(Authority.selfSigned(server()), Reason.UNTRUSTED))
                .hasMessageContaining("CN=broker: self-signed")
                .hasMessageContaining("/flash/cert/ca.pem");
    }

    @Test
    void tellsAnUnknownRootThatThePeerSends() {
        Identity peer = OTHER.issue(server());

        assertThat(trusting(ROOT).refuses(List.of(peer.certificate(), OTHER.certificate()), Reason.UNTRUSTED))
                .hasMessageContaining("unknown CA CN=Other Root")
                .hasMessageContaining("upload it");
    }

    @Test
    void tellsAMissingIntermediate() {
        assertThat(trusting(ROOT).refuses(List.of(DEEP.certificate()), Reason.UNTRUSTED))
                .hasMessageContaining("unknown CA CN=CA 2")
                .hasMessageContaining("an intermediate is missing");
        assertThat(trusting(ROOT).refuses(List.of(DEEP.certificate(), CA2.certificate()), Reason.UNTRUSTED))
                .hasMessageContaining("unknown CA CN=CA 1");
    }

    @Test
    void tellsACaThatDidNotSign() {
        Authority forged = ROOT.intermediate("CN=CA 2");
        X509Certificate leaf = Authority.of(forged.certificate(), KeyKind.P256.generate())
                .issue(server())
                .certificate();

        assertThat(trusting(ROOT).refuses(List.of(leaf, forged.certificate()), Reason.UNTRUSTED))
                .hasMessageContaining("did not sign it");
    }

    @Test
    void aPeerThatSendsManyCasOfOneNameIsRefusedAllTheSame() {
        List<X509Certificate> received = new ArrayList<>(DEEP.chain().subList(0, 1));
        for (int i = 0; i < 30; i++) {
            received.add(Authority.create("CN=CA 2").certificate());
            received.add(ROOT.issue(Certificate.named("CN=CA 2").authority()).certificate());
        }

        trusting(ROOT).refuses(received, Reason.UNTRUSTED);
    }

    @Test
    void aLoopOfCasEnds() {
        KeyPair one = KeyKind.P256.generate();
        KeyPair two = KeyKind.P256.generate();
        Authority first =
                Authority.create(Certificate.named("CN=One").authority().keyPair(one));
        X509Certificate twoByOne = first.issue(
                        Certificate.named("CN=Two").authority().keyPair(two))
                .certificate();
        Authority second = Authority.of(twoByOne, two);
        X509Certificate oneByTwo = second.issue(
                        Certificate.named("CN=One").authority().keyPair(one))
                .certificate();
        X509Certificate leaf = second.issue(server()).certificate();

        trusting(ROOT).refuses(List.of(leaf, twoByOne, oneByTwo, twoByOne), Reason.UNTRUSTED);
    }

    @Test
    void aChainOfAnyLengthThatNoBoundForbidsIsFollowedUpToTen() throws Exception {
        Authority ca = ROOT;
        for (int i = 0; i < 9; i++) {
            ca = ca.intermediate("CN=Level " + i);
        }
        trusting(ROOT).accepts(ca.issue(server()));
        trusting(ROOT).refuses(ca.intermediate("CN=Level 9").issue(server()), Reason.UNTRUSTED);
    }

    @Test
    void noCertificateIsNoPeer() {
        trusting(ROOT).refuses(Collections.emptyList(), Reason.NO_PEER_CERTIFICATE);
    }

    @Test
    void certificatesOfAnEnginesOwnClassAreJudgedAlike() throws Exception {
        CertificateFactory foreign = CertificateFactory.getInstance("X.509", new BouncyCastleProvider());
        List<X509Certificate> chain = new ArrayList<>();
        for (X509Certificate certificate : DEEP.chain()) {
            chain.add(
                    (X509Certificate) foreign.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
        }

        assertThat(trusting(ROOT).verdict(chain)).hasSize(4);
    }
}
