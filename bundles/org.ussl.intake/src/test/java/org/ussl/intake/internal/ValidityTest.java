// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

class ValidityTest {
    private static final Identity GATEWAY = Desk.CA.issue(Desk.named("CN=gw-17"));

    @Test
    void warnsOfACertificateThatExpiresWithin30Days() throws Exception {
        Desk desk = Desk.at(Instant.parse("2027-02-20T00:00:00Z"));
        desk.offer(KEY, GATEWAY.keyPem());
        assertThat(desk.offer(CERT, GATEWAY.chainPem()).warnings())
                .containsExactly("CN=gw-17 expires in 9 days, on 2027-03-01");
        assertThat(desk.offer(CA, Desk.CA.pem()).warnings())
                .containsExactly("CA CN=Test CA expires in 9 days, on 2027-03-01");
    }

    @Test
    void refusesNothingWhileTheClockIsNotSet() throws Exception {
        Desk desk = Desk.at(Instant.EPOCH);
        desk.offer(KEY, GATEWAY.keyPem());
        IntakeReceipt receipt = desk.offer(CERT, GATEWAY.chainPem());
        assertThat(receipt.message()).isEqualTo("default: committed revision 1, CN=gw-17, expires 2027-03-01");
        assertThat(receipt.warnings())
                .containsExactly(
                        "the gateway's clock is not set (1970-01-01); the certificate's dates were not checked");
    }

    @Test
    void takesACertificateOfACaWhoseClockIsALittleAhead() throws Exception {
        Identity early = Desk.CA.issue(Desk.named("CN=gw-17")
                .valid(Instant.parse("2026-12-02T00:00:00Z"), Instant.parse("2027-12-01T00:00:00Z")));
        Desk desk = Desk.open();
        desk.offer(KEY, early.keyPem());
        IntakeReceipt receipt = desk.offer(CERT, early.chainPem());
        assertThat(receipt.status()).isEqualTo(Status.COMMITTED);
        assertThat(receipt.warnings()).containsExactly("CN=gw-17 is valid only from 2026-12-02T00:00:00Z on");
    }

    @Test
    void refusesTheKeyOfACertificateThatExpiredWhileItWaited() throws Exception {
        Identity brief = Desk.CA.issue(Desk.named("CN=gw-17")
                .valid(Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-12-01T18:00:00Z")));
        Desk before = Desk.open();
        before.offer(CERT, brief.chainPem());
        Desk after = Desk.over(before.store, Instant.parse("2026-12-02T06:00:00Z"));
        after.refuses(
                KEY,
                brief.keyPem(),
                Reason.EXPIRED,
                "private.key: the certificate that waits for it, CN=gw-17 expired on 2026-12-01; upload a new one");
    }

    @Test
    void warnsOfACaThatIsNotYetValidAndOfAnExpiredIssuer() throws Exception {
        Authority early = Authority.create(Desk.named("CN=Early CA")
                .authority()
                .valid(Instant.parse("2027-01-01T00:00:00Z"), Instant.parse("2028-01-01T00:00:00Z")));
        Desk desk = Desk.open();
        assertThat(desk.offer(CA, early.pem()).warnings())
                .containsExactly("CA CN=Early CA is valid only from 2027-01-01 on");
        Authority expired = Authority.create(Desk.named("CN=Old CA")
                .authority()
                .valid(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2026-11-30T00:00:00Z")));
        Identity gateway = expired.issue(Desk.named("CN=gw-17"));
        assertThat(desk.offer(CERT, Identity.pem(List.of(gateway.certificate(), expired.certificate())))
                        .warnings())
                .containsExactly("CN=Old CA expired on 2026-11-30");
    }

    @Test
    void knowsWhenItWasBuilt() {
        assertThat(Validity.buildDate()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
    }
}
