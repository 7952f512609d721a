// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.tls.internal.trust.Judgement.server;
import static org.ussl.tls.internal.trust.Judgement.trusting;

import java.security.AlgorithmParameters;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.CertPathValidatorException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError.Reason;

/** What is asked of a certificate whose chain leads to trust. */
class PeerVerifierTest {
    private static final Authority ROOT = Authority.create("CN=Root");
    private static final Identity GOOD = ROOT.issue(server());
    private static final Instant NOW = Instant.now();
    private static final Instant BEFORE_ALL_TIME = Instant.parse("1970-01-01T00:01:00Z");

    // Dates

    @Test
    void refusesWhatIsExpiredAnywhereInTheChainAndSaysWhich() {
        Authority old = ROOT.intermediate(Certificate.named("CN=Old CA")
                .authority()
                .valid(NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(1))));
        Authority oldRoot = Authority.create(Certificate.named("CN=Old Root")
                .authority()
                .valid(NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(1))));
        Instant nextYear = NOW.plus(Duration.ofDays(60));

        assertThat(trusting(ROOT).at(nextYear).refuses(GOOD, Reason.EXPIRED)).hasMessageContaining("CN=broker");
        assertThat(trusting(ROOT).refuses(old.issue(server()), Reason.EXPIRED))
                .hasMessageContaining("CN=Old CA: expired");
        assertThat(trusting(oldRoot).refuses(oldRoot.issue(server()), Reason.EXPIRED))
                .hasMessageContaining("CN=Old Root")
                .hasMessageContaining("/flash/cert/ca.pem: replace it there");
    }

    @Test
    void refusesWhatIsNotValidYet() {
        Certificate early = server().valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(9)));

        assertThat(trusting(ROOT).refuses(ROOT.issue(early), Reason.NOT_YET_VALID))
                .hasMessageContaining("compare the clocks");
    }

    @Test
    void aClockThatWasNeverSetIsBlamedInsteadOfTheCertificate() {
        assertThat(trusting(ROOT).at(BEFORE_ALL_TIME).refuses(GOOD, Reason.CLOCK_NOT_SET))
                .hasMessageContaining("1970-01-01T00:01:00Z");
    }

    @Test
    void givesTheEngineTheCauseThatItChoosesItsAlertBy() {
        VerificationFailure expired =
                trusting(ROOT).at(NOW.plus(Duration.ofDays(60))).refuses(GOOD, Reason.EXPIRED);

        assertThat(expired.getCause())
                .isInstanceOfSatisfying(
                        CertPathValidatorException.class,
                        cause -> assertThat(cause.getReason())
                                .isEqualTo(CertPathValidatorException.BasicReason.EXPIRED));
    }

    // What a CA may do

    @Test
    void refusesAnIntermediateThatIsNoCa() {
        Authority mere = ROOT.intermediate(Certificate.named("CN=Mere").endEntity());

        assertThat(trusting(ROOT).refuses(mere.issue(server()), Reason.UNTRUSTED))
                .hasMessageContaining("CN=Mere: is no CA");
    }

    @Test
    void refusesACaWhoseKeyMayNotSignCertificates() {
        Authority crlOnly =
                ROOT.intermediate(Certificate.named("CN=Lists").authority().keyUsage(KeyUsage.cRLSign));
        Authority rootOfLists =
                Authority.create(Certificate.named("CN=Lists").authority().keyUsage(KeyUsage.cRLSign));

        trusting(ROOT).refuses(crlOnly.issue(server()), Reason.WRONG_USAGE);
        trusting(rootOfLists).refuses(rootOfLists.issue(server()), Reason.UNTRUSTED);
    }

    @Test
    void refusesMoreCasThanOneAllowsWhetherItIsTheAnchorOrNot() throws Exception {
        Authority shortCa = ROOT.intermediate(Certificate.named("CN=Short").authority(0));
        Identity tooDeep = shortCa.intermediate("CN=Below").issue(server());

        trusting(ROOT).accepts(shortCa.issue(server()));
        trusting(ROOT).refuses(tooDeep, Reason.UNTRUSTED);
        trusting(shortCa).accepts(shortCa.issue(server()));
        assertThat(trusting(shortCa).refuses(tooDeep, Reason.UNTRUSTED)).hasMessageContaining("allows only 0 CAs");
    }

    @Test
    void refusesNamesThatACaMayNotVouchForWhetherItIsTheAnchorOrNot() throws Exception {
        Authority plant =
                ROOT.intermediate(Certificate.named("CN=Plant").authority().permittedDns("plant.example"));
        Identity outside = plant.issue(server());
        Identity inside = plant.issue(Certificate.named("CN=pump").dns("pump.plant.example"));

        trusting(ROOT).host("pump.plant.example").accepts(inside);
        trusting(plant).host("pump.plant.example").accepts(inside);
        assertThat(trusting(ROOT).refuses(outside, Reason.UNTRUSTED)).hasMessageContaining("name constraints");
        assertThat(trusting(plant).refuses(outside, Reason.UNTRUSTED)).hasMessageContaining("name constraints");
    }

    // What a certificate is for

    @Test
    void aCertificateIsForWhatItsExtendedKeyUsageSaysAndSilenceAllowsAll() throws Exception {
        Identity serverOnly = ROOT.issue(server().purposes(KeyPurposeId.id_kp_serverAuth));
        Identity clientOnly = ROOT.issue(server().purposes(KeyPurposeId.id_kp_clientAuth));
        Identity mail = ROOT.issue(server().purposes(KeyPurposeId.id_kp_emailProtection));
        Identity any = ROOT.issue(server().purposes(KeyPurposeId.anyExtendedKeyUsage));
        Identity silent = ROOT.issue(server().purposes());

        for (Identity fits : List.of(serverOnly, any, silent)) {
            trusting(ROOT).accepts(fits);
        }
        for (Identity fits : List.of(clientOnly, any, silent)) {
            trusting(ROOT).client().accepts(fits);
        }
        assertThat(trusting(ROOT).refuses(clientOnly, Reason.WRONG_USAGE)).hasMessageContaining("lacks serverAuth");
        assertThat(trusting(ROOT).client().refuses(serverOnly, Reason.WRONG_USAGE))
                .hasMessageContaining("lacks clientAuth");
        trusting(ROOT).refuses(mail, Reason.WRONG_USAGE);
        trusting(ROOT).client().refuses(mail, Reason.WRONG_USAGE);
        trusting(clientOnly.certificate()).refuses(clientOnly, Reason.WRONG_USAGE);
    }

    @Test
    void aCaThatIsForOneUseVouchesForNoOther() throws Exception {
        Authority clients =
                ROOT.intermediate(Certificate.named("CN=Clients").authority().purposes(KeyPurposeId.id_kp_clientAuth));

        trusting(ROOT).client().accepts(clients.issue(server()));
        assertThat(trusting(ROOT).refuses(clients.issue(server()), Reason.WRONG_USAGE))
                .hasMessageContaining("CN=Clients");
    }

    @Test
    void theKeyOfACertificateMustBeForHandshakes() throws Exception {
        Identity decrypts = ROOT.issue(server().keyUsage(KeyUsage.keyEncipherment));
        Identity signs = ROOT.issue(server().keyUsage(KeyUsage.digitalSignature));
        Identity lists = ROOT.issue(server().keyUsage(KeyUsage.cRLSign));

        trusting(ROOT).accepts(decrypts);
        trusting(ROOT).accepts(signs);
        trusting(ROOT).client().accepts(signs);
        trusting(ROOT).refuses(lists, Reason.WRONG_USAGE);
        trusting(ROOT).client().refuses(decrypts, Reason.WRONG_USAGE);
    }

    // Strength

    @Test
    void refusesShortKeysAnywhereInTheChain() throws Exception {
        KeyPair weak = rsa(1024);
        Authority weakCa =
                ROOT.intermediate(Certificate.named("CN=Weak CA").authority().keyPair(weak));
        Authority weakRoot =
                Authority.create(Certificate.named("CN=Weak Root").authority().keyPair(weak));

        assertThat(trusting(ROOT).refuses(ROOT.issue(server().keyPair(weak)), Reason.TOO_WEAK))
                .hasMessageContaining("only 1024 bits");
        trusting(ROOT).refuses(weakCa.issue(server()), Reason.TOO_WEAK);
        trusting(weakRoot).refuses(weakRoot.issue(server()), Reason.TOO_WEAK);
        trusting(ROOT).accepts(ROOT.issue(server().kind(KeyKind.RSA2048)));
    }

    @Test
    void refusesOutdatedSignaturesButNotTheAnchorsOnItself() throws Exception {
        Authority rsaRoot = Authority.create(Certificate.named("CN=RSA Root")
                .authority()
                .kind(KeyKind.RSA2048)
                .signature("SHA1withRSA"));

        trusting(rsaRoot).accepts(rsaRoot.issue(server()));
        assertThat(trusting(ROOT).refuses(ROOT.issue(server().signature("SHA1withECDSA")), Reason.TOO_WEAK))
                .hasMessageContaining("signed with SHA1withECDSA");
        for (String signature : List.of("SHA1withRSA", "MD5withRSA")) {
            trusting(rsaRoot).refuses(rsaRoot.issue(server().signature(signature)), Reason.TOO_WEAK);
        }
    }

    @Test
    void theDigestOfAPssSignatureIsInItsParameters() throws Exception {
        assertThat(Strength.ofSignature("RSASSA-PSS", pss("SHA-256"))).isEmpty();
        assertThat(Strength.ofSignature("RSASSA-PSS", pss("SHA-1"))).isPresent();
        assertThat(Strength.ofSignature("RSASSA-PSS", null)).isPresent();
        assertThat(Strength.ofSignature("RSASSA-PSS", new byte[] {1, 2, 3})).isPresent();
    }

    // Names

    @Test
    void aServerIsRefusedIfNobodyKnowsItsNameUnlessTheCheckIsOff() throws Exception {
        assertThat(trusting(ROOT).host(null).refuses(GOOD, Reason.HOSTNAME_MISMATCH))
                .hasMessageContaining("serverHostname");
        trusting(ROOT).host("elsewhere.example").refuses(GOOD, Reason.HOSTNAME_MISMATCH);

        Judgement unchecked = trusting(ROOT).host(null);
        unchecked.options().checkHostname(false);
        unchecked.accepts(GOOD);
    }

    // Pins

    @Test
    void aPinIsFoundInThePathAsItWasVerified() throws Exception {
        Authority ca = ROOT.intermediate("CN=CA");
        Identity peer = ca.issue(server());
        for (X509Certificate pinned : List.of(peer.certificate(), ca.certificate(), ROOT.certificate())) {
            Judgement judgement = trusting(ROOT);
            judgement.options().pins(Pins.pin(pinned.getPublicKey()));
            judgement.accepts(peer);
        }
    }

    @Test
    void aPinnedCertificateThatIsMerelySentAlongDoesNotCount() {
        Identity pinned = ROOT.issue(server());
        Judgement judgement = trusting(ROOT);
        judgement.options().pins(Pins.pin(pinned.certificate().getPublicKey()));

        VerificationFailure failure =
                judgement.refuses(List.of(GOOD.certificate(), pinned.certificate()), Reason.NOT_PINNED);

        assertThat(failure).hasMessageContaining(Pins.pin(GOOD.certificate().getPublicKey()));
    }

    @Test
    void aPinIsTheDigestThatOpensslPrints() throws Exception {
        // openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64
        byte[] spki = new JcaX509CertificateHolder(GOOD.certificate())
                .getSubjectPublicKeyInfo()
                .getEncoded();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(spki);

        assertThat(Pins.pin(GOOD.certificate().getPublicKey()))
                .isEqualTo("sha256/" + Base64.getEncoder().encodeToString(digest));
    }

    // The application's check

    @Test
    void theApplicationIsAskedLastAndSeesTheVerifiedChain() throws Exception {
        List<X509Certificate> seen = new ArrayList<>();
        Judgement judgement = trusting(ROOT);
        judgement.options().peerCheck(seen::addAll);

        judgement.accepts(GOOD);
        assertThat(seen).containsExactly(GOOD.certificate(), ROOT.certificate());

        seen.clear();
        judgement.host("elsewhere.example").refuses(GOOD, Reason.HOSTNAME_MISMATCH);
        assertThat(seen).isEmpty();
    }

    @Test
    void theApplicationCanRefuseAndAnErrorOfItsCheckIsARefusal() {
        Judgement refusing = trusting(ROOT);
        refusing.options().peerCheck(chain -> {
            throw new SSLCertVerificationError(Reason.REFUSED_BY_CHECK, "not in the list of devices", null, null, null);
        });
        assertThat(refusing.refuses(GOOD, Reason.REFUSED_BY_CHECK)).hasMessageContaining("not in the list of devices");

        Judgement broken = trusting(ROOT);
        broken.options().peerCheck(chain -> {
            throw new IllegalStateException("database is gone");
        });
        broken.refuses(GOOD, Reason.REFUSED_BY_CHECK);
    }

    private static byte[] pss(String digest) throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
        parameters.init(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), 20, 1));
        return parameters.getEncoded();
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
