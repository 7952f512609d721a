// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

class UsageTest {
    private final Desk desk = Desk.open();

    @Test
    void refusesACertificateThatIsNotForTls() {
        Identity mail = Desk.CA.issue(Desk.named("CN=mail").purposes(KeyPurposeId.id_kp_emailProtection));
        desk.refuses(
                CERT,
                mail.chainPem(),
                Reason.WRONG_USAGE,
                "cert.pem: CN=mail may not be used for TLS: its extended key usage has neither serverAuth nor clientAuth");
        Identity signer = Desk.CA.issue(Desk.named("CN=signer").keyUsage(KeyUsage.nonRepudiation));
        desk.refuses(
                CERT,
                signer.chainPem(),
                Reason.WRONG_USAGE,
                "cert.pem: CN=signer may not be used for TLS: its key usage lacks digitalSignature");
    }

    @Test
    void refusesACaThatMayNotSign() {
        Authority mute = Authority.create(Desk.named("CN=mute").authority().keyUsage(KeyUsage.cRLSign));
        desk.refuses(
                CA, mute.pem(), Reason.NOT_A_CA, "ca.pem: CN=mute may not sign certificates (its key usage says so)");
    }

    @Test
    void refusesNamesThatCannotBeRead() throws Exception {
        byte[] der = Desk.CA
                .issue(Desk.named("CN=gw").dns("gw.example"))
                .certificate()
                .getEncoded();
        int name = new String(der, StandardCharsets.ISO_8859_1).indexOf("gw.example");
        der[name - 2] = (byte) 0x8f; // A kind of name that there is not (RFC 5280, section 4.2.1.6).
        assertThatThrownBy(() -> desk.offer(CERT, der))
                .isInstanceOfSatisfying(
                        CredentialRejectedException.class,
                        e -> assertThat(e.isTemporary()).isFalse())
                .hasMessageContaining("the names or purposes of CN=gw cannot be read");
    }

    @Test
    void takesAnyPurpose() throws Exception {
        assertThat(warnings(Desk.named("CN=any").purposes(KeyPurposeId.anyExtendedKeyUsage)))
                .isEmpty();
        assertThat(warnings(Desk.named("CN=none").purposes())).isEmpty();
    }

    @Test
    void warnsOfWhatWorksInOneRoleOnly() throws Exception {
        assertThat(warnings(Desk.named("CN=c").purposes(KeyPurposeId.id_kp_clientAuth)))
                .containsExactly("CN=c can be used as a client only (its extended key usage lacks serverAuth)");
        assertThat(warnings(Desk.named("CN=s").purposes(KeyPurposeId.id_kp_serverAuth)))
                .containsExactly("CN=s can be used as a server only (its extended key usage lacks clientAuth)");
        assertThat(warnings(Desk.named("CN=e").keyUsage(KeyUsage.keyEncipherment)))
                .containsExactly("CN=e cannot be used with TLS 1.3 (its key usage lacks digitalSignature)");
    }

    @Test
    void warnsOfAMissingName() throws Exception {
        Certificate nameless =
                Certificate.named("CN=n").valid(Desk.NOW.minusSeconds(60), Desk.NOW.plusSeconds(9999999));
        assertThat(warnings(nameless))
                .containsExactly("CN=n has no subject alternative name: clients that check host names will refuse it");
    }

    @Test
    void warnsOfACaAsOwnCertificate() throws Exception {
        Identity own = Authority.selfSigned(
                Desk.named("CN=own").authority().keyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
        assertThat(desk.offer(CERT, own.chainPem()).warnings())
                .containsExactly(
                        "CN=own is a CA certificate; who takes the gateway's key can issue certificates with" + " it");
    }

    @Test
    void warnsOfAMissingIntermediate() throws Exception {
        Authority line = Desk.CA.intermediate(Desk.named("CN=Line CA").authority());
        Identity gateway = line.issue(Desk.named("CN=gw"));
        byte[] alone = Identity.pem(List.of(gateway.certificate()));
        assertThat(desk.offer(CERT, alone).warnings())
                .as("without a ca.pem nobody can tell")
                .isEmpty();
        desk.offer(CA, Desk.CA.pem());
        assertThat(desk.offer(CERT, alone).warnings())
                .containsExactly("the issuer of CN=gw is neither in it nor in the profile's ca.pem; if it is an"
                        + " intermediate CA, peers cannot build the chain: put its certificate into the same file");
        assertThat(desk.offer(CERT, gateway.chainPem()).warnings()).isEmpty();
    }

    private List<String> warnings(Certificate description) throws CredentialRejectedException {
        return desk.offer(CERT, Desk.CA.issue(description).chainPem()).warnings();
    }
}
