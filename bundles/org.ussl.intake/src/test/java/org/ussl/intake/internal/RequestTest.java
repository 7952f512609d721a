// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.io.StringReader;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CertificateRequest;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;
import org.ussl.testing.pki.Identity;

/** Keys that are made in the store, and the requests for their certificates. */
class RequestTest {
    private final Desk desk = Desk.open();

    @ParameterizedTest
    @EnumSource
    void certificateAloneCompletesAKeyThatWasMadeInTheStore(KeyKind kind) throws Exception {
        String file = request(new CertificateRequest(kind, "CN=gw-17,O=Plant", List.of()));
        PKCS10CertificationRequest request = read(file);
        PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
        assertThat(request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key)))
                .isTrue();
        CredentialInfo waiting = desk.ledger.profiles().get(0);
        assertThat(waiting.pending()).containsExactly(KEY);
        assertThat(waiting.pendingParts().get(0).origin().user()).isEqualTo("olga");

        assertThat(desk.offer(CERT, issued(key).chainPem()).status()).isEqualTo(Status.COMMITTED);

        desk.isSound();
        CredentialInfo info = desk.ledger.profiles().get(0);
        assertThat(info.chain()).extracting(CertificateInfo::subject).containsExactly("CN=gw-17");
        assertThat(info.pending()).isEmpty();
    }

    @Test
    void requestHasTheSubjectAndTheNamesThatWereAskedFor() throws Exception {
        PKCS10CertificationRequest request = read(request(new CertificateRequest(
                KeyKind.EC_P256, "CN=gw-17,O=Plant", List.of("gw-17.plant.test", "*.gw.test", "192.0.2.7", "::1"))));

        assertThat(request.getSubject()).hasToString("O=Plant,CN=gw-17");
        Extensions extensions = request.getRequestedExtensions();
        GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        assertThat(Stream.of(names.getNames()).map(GeneralName::toString))
                .containsExactly(
                        "2: gw-17.plant.test", "2: *.gw.test", "7: #c0000207", "7: #00000000000000000000000000000001");
    }

    @Test
    void whatIsInUseStaysInUseUntilTheCertificateComes() throws Exception {
        Identity before = Desk.CA.issue(Desk.named("CN=before"));
        desk.offer(KEY, before.keyPem());
        desk.offer(CERT, before.chainPem());
        Identity waiting = Desk.CA.issue(Desk.named("CN=waits"));
        desk.offer(CERT, waiting.chainPem());

        PublicKey key =
                new JcaPKCS10CertificationRequest(read(request(CertificateRequest.of("CN=gw-17")))).getPublicKey();

        assertThat(desk.current().chain()).isEqualTo(before.chain());
        assertThat(desk.ledger.profiles().get(0).pending()).containsExactly(KEY);
        desk.offer(CERT, issued(key).chainPem());
        assertThat(desk.current().revision()).isEqualTo(2);
        desk.isSound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "=gw", "CN"})
    void refusesASubjectThatIsNoNameAndMakesNoKey(String subject) {
        assertThatThrownBy(() -> request(CertificateRequest.of(subject)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("subject: ");
        assertThat(desk.ledger.profiles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "x/y", "1.2.3", "12::34::56", "."})
    void refusesANameThatNobodyCanHaveAndMakesNoKey(String name) {
        assertThatThrownBy(() -> request(new CertificateRequest(KeyKind.EC_P256, "CN=gw", List.of(name))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("names: ");
        assertThat(desk.ledger.profiles()).isEmpty();
    }

    @Test
    void tellsThatTheStoreCouldNotDoIt() {
        desk.store.failure = "the disk is full";
        assertThatThrownBy(() -> request(CertificateRequest.of("CN=gw")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is full");
    }

    private String request(CertificateRequest request) {
        return desk.ledger.request(Desk.PROFILE, request, new Origin("olga", "shell", ""));
    }

    private static PKCS10CertificationRequest read(String file) throws Exception {
        try (PEMParser parser = new PEMParser(new StringReader(file))) {
            return (PKCS10CertificationRequest) parser.readObject();
        }
    }

    private static Identity issued(PublicKey key) {
        return Desk.CA.issue(Desk.named("CN=gw-17").keyPair(new KeyPair(key, null)));
    }
}
