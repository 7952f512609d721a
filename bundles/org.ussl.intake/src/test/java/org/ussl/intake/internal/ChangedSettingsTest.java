// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.KEY;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ussl.credential.PendingPart;
import org.ussl.testing.pki.Identity;

/** Other settings count from now on, and nothing that was there is lost by them. */
class ChangedSettingsTest {
    private final Desk desk = Desk.withoutPassphrase();

    private static IntakeSettings settings(int maxFileBytes, Duration patience) {
        return new IntakeSettings(maxFileBytes, 1 << 20, false, patience, Optional.empty());
    }

    @Test
    void boundsCountFromTheNextUploadOn() throws Exception {
        desk.offer(CA, Desk.CA.pem());

        desk.desk.settings(settings(1024, Duration.ofHours(24)));

        byte[] large = new byte[1025];
        assertThatThrownBy(() -> desk.offer(CA, large)).hasMessageContaining("1024");
        assertThat(desk.store.current(Desk.PROFILE)).isPresent();
    }

    @Test
    void whatWaitsAlreadyWaitsAsLongAsIsSaidNow() throws Exception {
        Identity identity = Desk.CA.issue(Desk.named("CN=gw-17"));
        desk.offer(KEY, identity.keyPem());

        desk.desk.settings(settings(65536, Duration.ofHours(2)));

        List<PendingPart> waiting = desk.ledger.profiles().get(0).pendingParts();
        assertThat(waiting.get(0).expiresAt()).contains(Desk.NOW.plus(Duration.ofHours(2)));
    }

    @Test
    void uploadedPassphrasesStayWhenConfiguredOnesChange() {
        Clock clock = Clock.fixed(Desk.NOW, ZoneOffset.UTC);
        Map<String, Passphrase> none = new HashMap<>();
        Passphrase old = new Passphrase("old".toCharArray());
        Passphrase uploaded = new Passphrase("uploaded".toCharArray());
        Passphrase next = new Passphrase("next".toCharArray());
        try (Passphrases passphrases = new Passphrases(Optional.of(old), none, clock)) {
            passphrases.keep("line-3", uploaded);

            passphrases.configure(new Passphrases(Optional.of(next), none, clock));

            assertThat(passphrases.of("line-3")).contains(uploaded);
            assertThat(passphrases.of("default")).contains(next);
            passphrases.dropOld();
            assertThat(passphrases.holds("line-3")).isTrue();
        }
    }
}
