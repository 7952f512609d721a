// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.CRL;
import static org.ussl.credential.CredentialPart.KEY;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.CrlInfo;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

class RevocationListTest {
    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17"));
    private static final Authority OTHER =
            Authority.create(Desk.named("CN=Other CA").authority());
    private static final Instant YESTERDAY = Desk.NOW.minus(Duration.ofDays(1));
    private static final Instant NEXT_WEEK = Desk.NOW.plus(Duration.ofDays(7));
    private static final X509CRL LIST = Desk.CA.crl(18, YESTERDAY, NEXT_WEEK, List.of(ONE.certificate()));

    private final Desk desk = Desk.open();

    @Test
    void takesAListThatACaOfTheProfileHasSigned() throws Exception {
        desk.offer(CA, Desk.CA.pem());
        IntakeReceipt receipt = desk.offer(CRL, Identity.crlPem(LIST));
        assertThat(receipt.status()).isEqualTo(Status.COMMITTED);
        assertThat(receipt.message())
                .isEqualTo("default: committed revision 2, list of CN=Test CA, 1 revoked, next on 2026-12-08");
        assertThat(receipt.warnings()).isEmpty();
        assertThat(desk.current().crls()).containsExactly(LIST);
        assertThat(desk.current().trustAnchors()).containsExactly(Desk.CA.certificate());
        assertThat(desk.offer(CRL, LIST.getEncoded()).status()).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void takesSeveralListsAndEachOnce() throws Exception {
        desk.offer(CA, Identity.pem(List.of(Desk.CA.certificate(), OTHER.certificate())));
        X509CRL other = OTHER.crl(1, YESTERDAY, NEXT_WEEK, List.of());
        IntakeReceipt receipt = desk.offer(CRL, Identity.crlPem(LIST, other, LIST));
        assertThat(receipt.message()).isEqualTo("default: committed revision 2, 2 revocation lists, 1 revoked");
        assertThat(desk.current().crls()).containsExactly(LIST, other);
        assertThat(desk.offer(CRL, Identity.crlPem(other)).warnings())
                .containsExactly("the list of CN=Test CA was in use and is not in this file; upload all lists in one"
                        + " crl.pem to have both");
    }

    @Test
    void takesAListOfAnIssuerInTheChain() throws Exception {
        Authority intermediate = Desk.CA.intermediate("CN=Line CA");
        Identity identity = intermediate.issue(Desk.named("CN=gw-20"));
        desk.offer(KEY, identity.keyPem());
        desk.offer(CERT, identity.chainPem());
        X509CRL list = intermediate.crl(1, YESTERDAY, NEXT_WEEK, List.of());
        assertThat(desk.offer(CRL, Identity.crlPem(list)).status()).isEqualTo(Status.COMMITTED);
        assertThat(desk.current().chain()).isEqualTo(identity.chain());
        desk.isSound();
    }

    @Test
    void refusesAListOfAStranger() throws Exception {
        String unknown = "crl.pem: its issuer CN=Test CA is no CA of this profile; upload the ca.pem of that CA first";
        desk.refuses(CRL, Identity.crlPem(LIST), Reason.UNKNOWN_ISSUER, unknown);
        desk.offer(CA, OTHER.pem());
        desk.refuses(CRL, Identity.crlPem(LIST), Reason.UNKNOWN_ISSUER, unknown);
        Authority namesake = Authority.create(Desk.named("CN=Other CA").authority());
        desk.refuses(
                CRL,
                Identity.crlPem(namesake.crl(2, YESTERDAY, NEXT_WEEK, List.of())),
                Reason.UNKNOWN_ISSUER,
                "crl.pem: the signature of the list of CN=Other CA is not that of the profile's CA of this name, or the"
                        + " CA may not sign lists");
    }

    @Test
    void refusesAListThatTheGatewaysOwnCertificateSigned() throws Exception {
        desk.offer(KEY, ONE.keyPem());
        desk.offer(CERT, ONE.chainPem());
        X509CRL list = Authority.of(ONE.certificate(), ONE.keyPair()).crl(1, YESTERDAY, NEXT_WEEK, List.of());
        desk.refuses(
                CRL,
                Identity.crlPem(list),
                Reason.UNKNOWN_ISSUER,
                "crl.pem: its issuer CN=gw-17 is no CA of this profile; upload the ca.pem of that CA first");
    }

    @Test
    void refusesADamagedList() throws Exception {
        desk.offer(CA, Desk.CA.pem());
        byte[] der = LIST.getEncoded();
        desk.refusesLike(CRL, Arrays.copyOf(der, der.length - 1), Reason.MALFORMED, "crl.pem: broken off or damaged");
        byte[] flipped = der.clone();
        flipped[der.length - 1] ^= 1;
        desk.refusesLike(CRL, flipped, Reason.UNKNOWN_ISSUER, "crl.pem: the signature of the list of CN=Test CA");
        desk.refuses(CRL, new byte[0], Reason.EMPTY, "crl.pem: is empty");
    }

    @Test
    void refusesAListWhoseIssuersNameIsNotWhatItClaims() throws Exception {
        desk.offer(CA, Desk.CA.pem());
        byte[] der = LIST.getEncoded();
        int at = new String(der, StandardCharsets.ISO_8859_1).indexOf("Test CA");
        der[at] = (byte) 0xff;
        desk.refusesLike(CRL, der, Reason.UNKNOWN_ISSUER, "crl.pem: its issuer ");
    }

    @Test
    void refusesWhatIsNoList() throws Exception {
        desk.refuses(
                CRL, Desk.CA.pem(), Reason.NOT_A_CRL, "crl.pem: is a certificate; it belongs into ca.pem or cert.pem");
        desk.refuses(CRL, ONE.keyPem(), Reason.NOT_A_CRL, "crl.pem: is a private key; it belongs into private.key");
        desk.refuses(
                CA,
                Identity.crlPem(LIST),
                Reason.NOT_A_CERTIFICATE,
                "ca.pem: is a revocation list; it belongs into crl.pem");
        desk.refuses(
                KEY,
                Identity.crlPem(LIST),
                Reason.NOT_A_PRIVATE_KEY,
                "private.key: is a revocation list; it belongs into crl.pem");
    }

    @Test
    void boundsSizeAndNumber() throws Exception {
        desk.offer(CA, Desk.CA.pem());
        X509CRL[] many = new X509CRL[CrlReader.MAX_LISTS + 1];
        Arrays.fill(many, LIST);
        desk.refuses(CRL, Identity.crlPem(many), Reason.TOO_LARGE, "crl.pem: holds more than 64 revocation lists");
        desk.refuses(CRL, new byte[(1 << 20) + 1], Reason.TOO_LARGE, "crl.pem: is larger than 1048576 bytes");
    }

    @Test
    void warnsOfAListThatIsStaleOlderOrWithoutEnd() throws Exception {
        desk.offer(CA, Desk.CA.pem());
        desk.offer(CRL, Identity.crlPem(LIST));
        X509CRL stale = Desk.CA.crl(17, YESTERDAY.minusSeconds(86400), YESTERDAY, List.of());
        assertThat(desk.offer(CRL, Identity.crlPem(stale)).warnings())
                .containsExactly(
                        "the list of CN=Test CA is stale: a new one was due on 2026-11-30",
                        "the list of CN=Test CA is older than the one that was in use, of 2026-11-30");
        X509CRL endless = Desk.CA.crl(19, Desk.NOW, null, List.of());
        assertThat(desk.offer(CRL, Identity.crlPem(endless)).warnings())
                .containsExactly("the list of CN=Test CA does not say until when it holds");
        X509CRL future = Desk.CA.crl(20, NEXT_WEEK, NEXT_WEEK.plusSeconds(60), List.of());
        assertThat(desk.offer(CRL, Identity.crlPem(future)).warnings())
                .containsExactly("the list of CN=Test CA holds only from 2026-12-08 on");
    }

    @Test
    void keepsListsWhenTheirCaGoesAndSaysThatTheyHaveNoEffect() throws Exception {
        desk.offer(CA, Desk.CA.pem());
        desk.offer(CRL, Identity.crlPem(LIST));
        String warning = "the list of CN=Test CA has no effect any more, because no CA of the profile has signed it";
        assertThat(desk.offer(CA, OTHER.pem()).warnings()).containsExactly(warning);
        assertThat(desk.current().crls()).containsExactly(LIST);
        assertThat(desk.offer(CA, Desk.CA.pem()).warnings()).isEmpty();
        assertThat(desk.remove(CA).warnings()).containsExactly(warning);
        assertThat(desk.current().isEmpty()).isFalse();
    }

    @Test
    void removesAllLists() throws Exception {
        assertThat(desk.remove(CRL).message()).isEqualTo("default: there is no revocation list to remove");
        desk.offer(CA, Desk.CA.pem());
        desk.offer(CRL, Identity.crlPem(LIST));
        IntakeReceipt receipt = desk.remove(CRL);
        assertThat(receipt.status()).isEqualTo(Status.REMOVED);
        assertThat(receipt.message())
                .isEqualTo("default: no revocation list in use any more, revoked certificates of peers are not found by"
                        + " lists");
        assertThat(desk.current().crls()).isEmpty();
        assertThat(desk.current().trustAnchors()).isNotEmpty();
    }

    @Test
    void showsListsInTheMetadata() throws Exception {
        desk.offer(CA, Desk.CA.pem());
        desk.offer(CRL, Identity.crlPem(LIST));
        CredentialInfo info = desk.ledger.profiles().get(0);
        assertThat(info.crls()).singleElement().satisfies(list -> {
            assertThat(list)
                    .usingRecursiveComparison()
                    .ignoringFields("fingerprint")
                    .isEqualTo(new CrlInfo("CN=Test CA", Optional.of("12"), YESTERDAY, Optional.of(NEXT_WEEK), 1, ""));
            assertThat(list.fingerprint()).matches("[0-9a-f]{64}");
        });
    }
}
