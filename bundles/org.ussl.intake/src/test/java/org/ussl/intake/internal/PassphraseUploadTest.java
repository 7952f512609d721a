// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.KEY;
import static org.ussl.credential.CredentialPart.PASSPHRASE;
import static org.ussl.credential.CredentialPart.PKCS12;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.testing.pki.Identity;

class PassphraseUploadTest {
    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17"));

    private final TestClock clock = new TestClock(Desk.NOW);
    private final Desk desk = Desk.at(new MemoryStore(), clock);

    @Test
    void opensTheContainerThatFollowsAndIsForgotten() throws Exception {
        IntakeReceipt receipt = desk.offer(PASSPHRASE, text("another one\r\n"));
        assertThat(receipt.status()).isEqualTo(Status.PENDING);
        assertThat(receipt.message())
                .isEqualTo("default: passphrase is kept in memory for 15 minutes; upload the private.key or"
                        + " credentials.p12 now");
        assertThat(receipt.toString()).doesNotContain("another one");
        assertThat(desk.offer(PKCS12, ONE.pkcs12("another one")).status()).isEqualTo(Status.COMMITTED);
        assertThat(desk.passphrases.holds(Desk.PROFILE)).isFalse();
        desk.isSound();
    }

    @Test
    void staysWhenWhatFollowsIsRefused() throws Exception {
        desk.offer(PASSPHRASE, text("another one"));
        desk.refusesLike(PKCS12, ONE.pkcs12("third"), Reason.PASSPHRASE, "credentials.p12: cannot be decrypted");
        assertThat(desk.offer(PKCS12, ONE.pkcs12("another one")).status()).isEqualTo(Status.COMMITTED);
    }

    @Test
    void isOneProfilesOnly() throws Exception {
        desk.offer(PASSPHRASE, text("another one"));
        assertThat(desk.passphrases.holds("line-3")).isFalse();
    }

    @Test
    void isForgottenAfterItsTimeAlsoWhenTheClockIsSetBack() throws Exception {
        desk.offer(PASSPHRASE, text("another one"));
        clock.advance(Passphrases.KEPT.plusSeconds(1));
        assertThat(desk.passphrases.holds(Desk.PROFILE)).isFalse();
        desk.offer(PASSPHRASE, text("another one"));
        clock.advance(Passphrases.KEPT.negated());
        assertThat(desk.passphrases.holds(Desk.PROFILE)).isFalse();
    }

    @Test
    void isShownAsWaitingAndCanBeDropped() throws Exception {
        desk.offer(PASSPHRASE, text("another one"));
        desk.offer(KEY, ONE.keyPem());
        desk.offer(PASSPHRASE, text("another one"));
        assertThat(desk.ledger.profiles().get(0).pending()).containsExactlyInAnyOrder(KEY, PASSPHRASE);
        assertThat(desk.desk.drop(Desk.PROFILE).path().part()).isEqualTo(KEY);
        assertThat(desk.ledger.profiles()).isEmpty();
        desk.offer(PASSPHRASE, text("another one"));
        assertThat(desk.desk.drop(Desk.PROFILE).message()).isEqualTo("default: the passphrase is forgotten");
        desk.offer(PASSPHRASE, text("another one"));
        assertThat(desk.remove(PASSPHRASE).message()).isEqualTo("default: the passphrase is forgotten");
        assertThat(desk.remove(PASSPHRASE).message()).isEqualTo("default: there is no passphrase to remove");
    }

    @Test
    void isRefusedWhereItCannotBeOne() {
        desk.refuses(PASSPHRASE, text("\n"), Reason.EMPTY, "passphrase: is empty");
        desk.refuses(
                PASSPHRASE,
                ONE.keyPem(),
                Reason.MALFORMED,
                "passphrase: has more than one line; it must be the passphrase and nothing else");
        desk.refuses(PASSPHRASE, new byte[] {(byte) 0xff}, Reason.MALFORMED, "passphrase: is not UTF-8");
        desk.refuses(PASSPHRASE, text("x".repeat(1025)), Reason.TOO_LARGE, "passphrase: is larger than 1024 bytes");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
