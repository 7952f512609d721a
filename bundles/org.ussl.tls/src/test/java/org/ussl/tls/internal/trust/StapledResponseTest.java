// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.tls.internal.trust.Judgement.server;
import static org.ussl.tls.internal.trust.Judgement.trusting;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.OcspAnswer;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLError.Reason;

/** What a server staples about its own revocation. */
class StapledResponseTest {
    private static final Authority ROOT = Authority.create("CN=Root");
    private static final Identity PEER = ROOT.issue(server());
    private static final X509Certificate OWN = PEER.certificate();
    private static final Instant NOW = Instant.now();

    @Test
    void goodIsEnoughForHard() throws Exception {
        in(CrlMode.HARD, answer().sign()).accepts(PEER);
        in(CrlMode.SOFT, answer().sign()).accepts(PEER);
    }

    @Test
    void revokedIsRefusedUnlessNobodyLooks() throws Exception {
        byte[] revoked = answer().revoked(NOW.minus(Duration.ofHours(2))).sign();

        in(CrlMode.HARD, revoked).refuses(PEER, Reason.REVOKED);
        in(CrlMode.SOFT, revoked).refuses(PEER, Reason.REVOKED);
        in(CrlMode.OFF, revoked).accepts(PEER);
    }

    @Test
    void aListThatRevokesIsStrongerThanAGoodAnswer() throws Exception {
        in(CrlMode.SOFT, answer().sign()).lists(ROOT.crl(OWN)).refuses(PEER, Reason.REVOKED);
    }

    @Test
    void anAnswerOfAResponderThatTheCaAppointedCounts() throws Exception {
        Identity responder = ROOT.issue(Certificate.named("CN=Responder").purposes(KeyPurposeId.id_kp_OCSPSigning));

        in(CrlMode.HARD, answer().by(responder).sign()).accepts(PEER);
        in(CrlMode.SOFT, answer().by(responder).revoked(NOW.minusSeconds(9)).sign())
                .refuses(PEER, Reason.REVOKED);
    }

    @Test
    void anAnswerOfAnybodyElseDoesNot() throws Exception {
        Authority other = Authority.create("CN=Root");
        Identity notAppointed = ROOT.issue(Certificate.named("CN=Some server"));
        Identity appointedByOther =
                other.issue(Certificate.named("CN=Responder").purposes(KeyPurposeId.id_kp_OCSPSigning));
        Identity expired = ROOT.issue(Certificate.named("CN=Responder")
                .purposes(KeyPurposeId.id_kp_OCSPSigning)
                .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1))));

        unknown(answer().by(notAppointed).sign());
        unknown(answer().by(appointedByOther).sign());
        unknown(answer().by(expired).sign());
        unknown(answer().by(PEER).sign());
        unknown(new OcspAnswer(other, OWN).sign());
    }

    @Test
    void anAnswerAboutAnotherCertificateDoesNotCount() throws Exception {
        unknown(new OcspAnswer(ROOT, ROOT.issue(server()).certificate()).sign());
    }

    @Test
    void anAnswerThatIsOutOfDateOrOfTheFutureDoesNotCount() throws Exception {
        unknown(answer().valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)))
                .sign());
        unknown(answer().valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)))
                .sign());
    }

    @Test
    void anAnswerThatKnowsNothingOrIsAnErrorDoesNotCount() throws Exception {
        unknown(answer().unknown().sign());
        unknown(OcspAnswer.tryLater());
    }

    @Test
    void anAnswerWithAnOutdatedSignatureDoesNotCount() throws Exception {
        unknown(answer().signature("SHA1withECDSA").sign());
    }

    @Test
    void bytesThatAreNoAnswerAreNone() throws Exception {
        byte[] good = answer().sign();

        unknown(new byte[0]);
        unknown(new byte[] {0x30});
        unknown(new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1});
        unknown("not DER at all".getBytes(StandardCharsets.US_ASCII));
        for (int length = 1; length < good.length; length += 7) {
            unknown(Arrays.copyOf(good, length));
        }
    }

    @Test
    void aChangedAnswerNeverAcquits() throws Exception {
        byte[] revoked = answer().revoked(NOW.minusSeconds(9)).sign();

        for (int at = 0; at < revoked.length; at += 3) {
            byte[] changed = revoked.clone();
            changed[at] ^= 0x10;
            Judgement judgement = in(CrlMode.HARD, changed);
            assertThatThrownBy(() -> judgement.verdict(PEER.chain()))
                    .isInstanceOfSatisfying(
                            VerificationFailure.class,
                            e -> assertThat(e.reason()).isIn(Reason.REVOKED, Reason.REVOCATION_UNKNOWN));
        }
    }

    @Test
    void eachCertificateHasItsOwnAnswer() throws Exception {
        Authority ca = ROOT.intermediate("CN=CA");
        Identity deep = ca.issue(server());
        byte[] leaf = new OcspAnswer(ca, deep.certificate()).sign();
        byte[] above = new OcspAnswer(ROOT, ca.certificate()).sign();

        in(CrlMode.HARD, leaf, above).accepts(deep);
        in(CrlMode.HARD, above, leaf).refuses(deep, Reason.REVOCATION_UNKNOWN);
        in(CrlMode.HARD, leaf).refuses(deep, Reason.REVOCATION_UNKNOWN);
        in(CrlMode.HARD, leaf).lists(ROOT.crl()).accepts(deep);
    }

    private static OcspAnswer answer() {
        return new OcspAnswer(ROOT, OWN);
    }

    private static void unknown(byte[] response) throws Exception {
        assertThat(in(CrlMode.HARD, response).refuses(PEER, Reason.REVOCATION_UNKNOWN))
                .hasMessageContaining("crlMode is HARD");
        in(CrlMode.SOFT, response).accepts(PEER);
    }

    private static Judgement in(CrlMode mode, byte[]... stapled) {
        Judgement judgement = trusting(ROOT).stapled(stapled);
        judgement.options().crlMode(mode);
        return judgement;
    }
}
