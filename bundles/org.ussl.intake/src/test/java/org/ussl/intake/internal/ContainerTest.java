// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;
import static org.ussl.credential.CredentialPart.PKCS12;

import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

class ContainerTest {
    private static final Authority LINE = Desk.CA.intermediate("CN=Line CA");
    private static final Authority OTHER =
            Authority.create(Desk.named("CN=Other CA").authority());
    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17"));
    private static final Identity TWO = LINE.issue(Desk.named("CN=gw-18"));

    private final Desk desk = Desk.open();

    @Test
    void bringsKeyChainAndTrustAtOnce() throws Exception {
        IntakeReceipt receipt = desk.offer(PKCS12, withRoot(TWO).pkcs12(Desk.PASSPHRASE));
        assertThat(receipt.message()).isEqualTo("default: committed revision 1, CN=gw-18, expires 2027-03-01");
        assertThat(desk.current().chain()).isEqualTo(TWO.chain());
        assertThat(desk.current().trustAnchors()).containsExactly(Desk.CA.certificate());
        assertThat(desk.current().change().parts()).containsExactly(PKCS12);
        desk.isSound();
        assertThat(desk.offer(PKCS12, withRoot(TWO).pkcs12(Desk.PASSPHRASE)).status())
                .isEqualTo(Status.UNCHANGED);
    }

    @Test
    void leavesTheTrustOfAProfileAloneUnlessItIsMarked() throws Exception {
        desk.offer(CA, OTHER.pem());
        IntakeReceipt receipt = desk.offer(PKCS12, withRoot(ONE).pkcs12(Desk.PASSPHRASE));
        assertThat(receipt.warnings())
                .contains("the CA CN=Test CA in it is not trusted by this profile, which has a ca.pem of its own;"
                        + " upload a new ca.pem to trust it");
        assertThat(desk.current().trustAnchors()).containsExactly(OTHER.certificate());
        assertThat(desk.offer(PKCS12, ONE.pkcs12(Desk.PASSPHRASE, Desk.CA.certificate()))
                        .warnings())
                .containsExactly(
                        "the CA certificates in use were replaced by those that the container marks as trusted");
        assertThat(desk.current().trustAnchors()).containsExactly(Desk.CA.certificate());
    }

    @Test
    void replacesWhatWaits() throws Exception {
        desk.offer(KEY, TWO.keyPem());
        desk.offer(PKCS12, ONE.pkcs12(Desk.PASSPHRASE));
        assertThat(desk.store.pending(Desk.PROFILE).publicKey()).isNull();
        desk.offer(CERT, TWO.chainPem());
        assertThat(desk.offer(PKCS12, ONE.pkcs12(Desk.PASSPHRASE)).status()).isEqualTo(Status.UNCHANGED);
        assertThat(desk.store.pending(Desk.PROFILE).chain()).isEmpty();
    }

    @Test
    void refusesAContainerThatDoesNotHoldOneIdentity() throws Exception {
        desk.refuses(
                PKCS12,
                container(List.of(), List.of(Desk.CA.certificate())),
                Reason.NOT_A_PRIVATE_KEY,
                "credentials.p12: holds no private key; certificates alone belong into cert.pem or ca.pem");
        desk.refuses(
                PKCS12,
                container(List.of(ONE, TWO), List.of()),
                Reason.NOT_A_PRIVATE_KEY,
                "credentials.p12: holds 2 private keys; export one");
        desk.refuses(
                PKCS12,
                new Identity(ONE.keyPair(), TWO.chain()).pkcs12(Desk.PASSPHRASE),
                Reason.MISMATCH,
                "credentials.p12: holds no certificate of its private key");
        desk.refuses(
                PKCS12,
                ONE.pkcs12(Desk.PASSPHRASE, TWO.certificate()),
                Reason.NOT_A_CA,
                "credentials.p12: trusts what is no CA certificate (CN=gw-18)");
        desk.refuses(
                PKCS12,
                ONE.keyPem(),
                Reason.MALFORMED,
                "credentials.p12: is no PKCS#12 container; PEM and DER belong into cert.pem, private.key and ca.pem");
    }

    @Test
    void refusesAnExpiredIdentity() throws Exception {
        Identity old =
                Desk.CA.issue(Desk.named("CN=old").valid(Desk.NOW.minusSeconds(86400), Desk.NOW.minusSeconds(3600)));
        desk.refuses(
                PKCS12,
                old.pkcs12(Desk.PASSPHRASE),
                Reason.EXPIRED,
                "credentials.p12: CN=old expired on 2026-12-01; upload a new one");
    }

    private static Identity withRoot(Identity identity) {
        List<X509Certificate> chain = new ArrayList<>(identity.chain());
        chain.add(Desk.CA.certificate());
        return new Identity(identity.keyPair(), chain);
    }

    private static byte[] container(List<Identity> identities, List<X509Certificate> trusted) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] secret = Desk.PASSPHRASE.toCharArray();
        for (Identity each : identities) {
            store.setKeyEntry(
                    "key " + each.certificate().getSerialNumber(),
                    each.keyPair().getPrivate(),
                    secret,
                    each.chain().toArray(new X509Certificate[0]));
        }
        for (X509Certificate each : trusted) {
            store.setCertificateEntry("ca", each);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, secret);
        return content.toByteArray();
    }
}
