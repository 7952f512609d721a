// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.tls.internal.trust.Judgement.server;
import static org.ussl.tls.internal.trust.Judgement.trusting;

import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLError.Reason;

/** Revocation lists, in the three modes. */
class RevocationTest {
    private static final Authority ROOT = Authority.create("CN=Root");
    private static final Authority CA = ROOT.intermediate("CN=CA");
    private static final Identity PEER = ROOT.issue(server());
    private static final X509Certificate OWN = PEER.certificate();
    private static final Identity DEEP = CA.issue(server());
    private static final Instant NOW = Instant.now();
    private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));

    @Test
    void whatIsListedIsRefusedUnlessNobodyLooks() throws Exception {
        for (CrlMode mode : List.of(CrlMode.SOFT, CrlMode.HARD)) {
            assertThat(in(mode, ROOT.crl(OWN)).refuses(PEER, Reason.REVOKED))
                    .hasMessageContaining("CN=broker: revoked on")
                    .hasMessageContaining("KEY_COMPROMISE")
                    .hasMessageContaining("the list of CN=Root");
        }
        in(CrlMode.OFF, ROOT.crl(OWN)).accepts(PEER);
    }

    @Test
    void whatAListInForceDoesNotListIsAccepted() throws Exception {
        X509CRL others = ROOT.crl(ROOT.issue(server()).certificate());

        in(CrlMode.SOFT, others).accepts(PEER);
        in(CrlMode.HARD, others).accepts(PEER);
    }

    @Test
    void aRevokedCaTakesAllBelowItAlong() throws Exception {
        in(CrlMode.SOFT, ROOT.crl(CA.certificate())).refuses(DEEP, Reason.REVOKED);
    }

    @Test
    void withoutAListSoftGoesOnAndHardRefuses() throws Exception {
        in(CrlMode.SOFT).accepts(PEER);
        assertThat(in(CrlMode.HARD).refuses(PEER, Reason.REVOCATION_UNKNOWN))
                .hasMessageContaining("there is no list of its CA")
                .hasMessageContaining("Upload the present list of CN=Root as /flash/cert/crl.pem");
    }

    @Test
    void hardAsksForAListOfEveryCaInTheChain() throws Exception {
        in(CrlMode.HARD, CA.crl()).refuses(DEEP, Reason.REVOCATION_UNKNOWN);
        in(CrlMode.HARD, ROOT.crl()).refuses(DEEP, Reason.REVOCATION_UNKNOWN);
        in(CrlMode.HARD, ROOT.crl(), CA.crl()).accepts(DEEP);
    }

    @Test
    void theAnchorItselfNeedsNoList() throws Exception {
        Identity device = Authority.selfSigned(server());
        Judgement own = trusting(device.certificate());
        own.options().crlMode(CrlMode.HARD);
        own.accepts(device);

        Judgement partial = trusting(CA);
        partial.options().crlMode(CrlMode.HARD);
        partial.lists(CA.crl()).accepts(DEEP);
    }

    @Test
    void anOldListStillRevokesButNoLongerAcquits() throws Exception {
        Instant longAgo = NOW.minus(Duration.ofDays(9));

        in(CrlMode.SOFT, ROOT.crl(longAgo, YESTERDAY, OWN)).refuses(PEER, Reason.REVOKED);
        in(CrlMode.SOFT, ROOT.crl(longAgo, YESTERDAY)).accepts(PEER);
        assertThat(in(CrlMode.HARD, ROOT.crl(longAgo, YESTERDAY)).refuses(PEER, Reason.REVOCATION_UNKNOWN))
                .hasMessageContaining("is out of date since");
    }

    @Test
    void aListWithoutEndOrOfTheFutureDoesNotAcquit() throws Exception {
        X509CRL endless = ROOT.crl(1, YESTERDAY, null, List.of());
        X509CRL future = ROOT.crl(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)));

        in(CrlMode.SOFT, endless, future).accepts(PEER);
        in(CrlMode.HARD, endless).refuses(PEER, Reason.REVOCATION_UNKNOWN);
        in(CrlMode.HARD, future).refuses(PEER, Reason.REVOCATION_UNKNOWN);
    }

    @Test
    void aClockThatWasNeverSetIsBlamedWhereAListSeemsToBeOfTheFuture() throws Exception {
        Instant epoch = Instant.parse("1970-01-01T00:01:00Z");
        Authority ageless = Authority.create(
                Certificate.named("CN=Ageless").authority().valid(Instant.EPOCH, NOW.plus(Duration.ofDays(9))));
        Judgement judgement = trusting(ageless).lists(ageless.crl()).at(epoch);
        judgement.options().crlMode(CrlMode.HARD);

        judgement.refuses(
                ageless.issue(server().valid(Instant.EPOCH, NOW.plus(Duration.ofDays(9)))), Reason.CLOCK_NOT_SET);
    }

    @Test
    void aListThatTheCaDidNotSignIsIgnoredInBothDirections() throws Exception {
        Authority namesake = Authority.create("CN=Root");

        in(CrlMode.SOFT, namesake.crl(OWN)).accepts(PEER);
        assertThat(in(CrlMode.HARD, namesake.crl()).refuses(PEER, Reason.REVOCATION_UNKNOWN))
                .hasMessageContaining("is ignored: not signed by that CA");
    }

    @Test
    void aListOfACaThatMayNotSignListsIsIgnored() throws Exception {
        Authority noLists =
                Authority.create(Certificate.named("CN=No Lists").authority().keyUsage(KeyUsage.keyCertSign));
        Identity peer = noLists.issue(server());
        Judgement judgement = trusting(noLists).lists(noLists.crl());
        judgement.options().crlMode(CrlMode.HARD);

        judgement.refuses(peer, Reason.REVOCATION_UNKNOWN);
    }

    @Test
    void aNewerListLiftsWhatAnOlderOneHeld() throws Exception {
        X509CRL held = new SpecialList(ROOT, NOW.minus(Duration.ofDays(2)))
                .entry(OWN, CRLReason.certificateHold)
                .sign();

        in(CrlMode.SOFT, held).refuses(PEER, Reason.REVOKED);
        in(CrlMode.SOFT, held, ROOT.crl()).accepts(PEER);
        in(CrlMode.SOFT, ROOT.crl(), held).accepts(PEER);
    }

    @Test
    void aDeltaRevokesAndDoesNotAcquit() throws Exception {
        X509CRL revokes = new SpecialList(ROOT, YESTERDAY)
                .delta()
                .entry(OWN, CRLReason.keyCompromise)
                .sign();
        X509CRL lifts = new SpecialList(ROOT, YESTERDAY)
                .delta()
                .entry(OWN, CRLReason.removeFromCRL)
                .sign();
        X509CRL empty = new SpecialList(ROOT, YESTERDAY).delta().sign();

        in(CrlMode.SOFT, ROOT.crl(), revokes).refuses(PEER, Reason.REVOKED);
        in(CrlMode.SOFT, lifts).accepts(PEER);
        in(CrlMode.HARD, ROOT.crl(), empty).accepts(PEER);
        assertThat(in(CrlMode.HARD, empty).refuses(PEER, Reason.REVOCATION_UNKNOWN))
                .hasMessageContaining("is a delta");
    }

    @Test
    void aListForSomeCertificatesAcquitsOnlyThose() throws Exception {
        X509CRL users = new SpecialList(ROOT, YESTERDAY).only(true, false).sign();
        X509CRL cas = new SpecialList(ROOT, YESTERDAY).only(false, true).sign();

        in(CrlMode.HARD, users).accepts(PEER);
        in(CrlMode.HARD, cas).refuses(PEER, Reason.REVOCATION_UNKNOWN);
        in(CrlMode.HARD, cas, CA.crl()).accepts(DEEP);
        in(CrlMode.HARD, users, CA.crl()).refuses(DEEP, Reason.REVOCATION_UNKNOWN);
    }

    @Test
    void aPartOfASplitListAcquitsCertificatesThatNameIt() throws Exception {
        X509CRL one = new SpecialList(ROOT, YESTERDAY)
                .point("http://crl.example/1.crl")
                .sign();
        X509CRL two = new SpecialList(ROOT, YESTERDAY)
                .point("http://crl.example/2.crl")
                .sign();
        X509CRL revokes = new SpecialList(ROOT, YESTERDAY)
                .point("http://crl.example/2.crl")
                .entry(OWN, CRLReason.superseded)
                .sign();
        Identity inOne = ROOT.issue(server().crlAt("http://crl.example/1.crl"));

        in(CrlMode.HARD, one).accepts(inOne);
        in(CrlMode.HARD, two).refuses(inOne, Reason.REVOCATION_UNKNOWN);
        in(CrlMode.HARD, one).refuses(PEER, Reason.REVOCATION_UNKNOWN);
        in(CrlMode.SOFT, revokes).refuses(PEER, Reason.REVOKED);
    }

    @Test
    void indirectListsAndListsForSomeReasonsAndUnknownExtensionsDoNotAcquit() throws Exception {
        X509CRL indirect = new SpecialList(ROOT, YESTERDAY).indirect().sign();
        X509CRL reasons = new SpecialList(ROOT, YESTERDAY).onlySomeReasons().sign();
        X509CRL unknown = new SpecialList(ROOT, YESTERDAY)
                .extension(new ASN1ObjectIdentifier("1.2.3.4"), DERNull.INSTANCE)
                .sign();

        for (X509CRL list : List.of(indirect, reasons, unknown)) {
            in(CrlMode.SOFT, list).accepts(PEER);
            in(CrlMode.HARD, list).refuses(PEER, Reason.REVOCATION_UNKNOWN);
        }
    }

    @Test
    void aListWithAnOutdatedSignatureRevokesAndDoesNotAcquit() throws Exception {
        X509CRL revokes = new SpecialList(ROOT, YESTERDAY)
                .signature("SHA1withECDSA")
                .entry(OWN, CRLReason.keyCompromise)
                .sign();
        X509CRL acquits =
                new SpecialList(ROOT, YESTERDAY).signature("SHA1withECDSA").sign();

        in(CrlMode.SOFT, revokes).refuses(PEER, Reason.REVOKED);
        in(CrlMode.HARD, acquits).refuses(PEER, Reason.REVOCATION_UNKNOWN);
    }

    @Test
    void whereOneOfTwoCrossCertificatesIsRevokedTheOtherLeadsOn() throws Exception {
        Authority other = Authority.create("CN=Other Root");
        KeyPair key = KeyKind.P256.generate();
        Certificate description = Certificate.named("CN=Crossed").authority().keyPair(key);
        X509Certificate byRoot = ROOT.issue(description).certificate();
        X509Certificate byOther = other.issue(description).certificate();
        X509Certificate leaf = Authority.of(byRoot, key).issue(server()).certificate();
        List<X509Certificate> received = List.of(leaf, byRoot, byOther);

        trusting(ROOT, other).lists(ROOT.crl(byRoot)).accepts(received);
        trusting(ROOT).lists(ROOT.crl(byRoot)).refuses(received, Reason.REVOKED);
    }

    private static Judgement in(CrlMode mode, X509CRL... lists) {
        Judgement judgement = trusting(ROOT).lists(lists);
        judgement.options().crlMode(mode);
        return judgement;
    }
}
