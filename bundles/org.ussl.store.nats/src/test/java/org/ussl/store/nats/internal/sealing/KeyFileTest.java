// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyFileTest {

    private static final char[] PASSPHRASE = "correct horse".toCharArray();

    @Test
    void keysAreTheSameAfterwards() throws Exception {
        SoftwareKeys keys = SoftwareKeys.generate("alice");

        SoftwareKeys loaded = SoftwareKeys.load(keys.save(PASSPHRASE), PASSPHRASE);

        assertThat(loaded.party()).isEqualTo(keys.party());
    }

    @Test
    void showsTheCardAndNoKey() throws Exception {
        SoftwareKeys keys = SoftwareKeys.generate("alice");

        String text = new String(keys.save(PASSPHRASE), StandardCharsets.US_ASCII);

        assertThat(text)
                .startsWith(keys.party().card() + "\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
                .doesNotContain("BEGIN PRIVATE KEY");
    }

    @Test
    void refusesAnotherPassphrase() throws Exception {
        byte[] file = SoftwareKeys.generate("alice").save(PASSPHRASE);

        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> SoftwareKeys.load(file, "correct house".toCharArray()));
    }

    @Test
    void refusesKeysOfAnotherCard() throws Exception {
        String alice = new String(SoftwareKeys.generate("alice").save(PASSPHRASE), StandardCharsets.US_ASCII);
        String bob = SoftwareKeys.generate("bob").party().card();
        byte[] mixed = (bob + alice.substring(alice.indexOf('\n'))).getBytes(StandardCharsets.US_ASCII);

        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> SoftwareKeys.load(mixed, PASSPHRASE))
                .withMessageContaining("not those of the card");
    }

    @Test
    void refusesWhatIsCutOff() throws Exception {
        byte[] file = SoftwareKeys.generate("alice").save(PASSPHRASE);

        for (int length = 0; length < file.length - 5; length += 97) {
            byte[] part = Arrays.copyOf(file, length);
            assertThatExceptionOfType(GeneralSecurityException.class)
                    .isThrownBy(() -> SoftwareKeys.load(part, PASSPHRASE));
        }
    }

    @Test
    void asksForAPassphraseOfSomeLength() throws Exception {
        SoftwareKeys keys = SoftwareKeys.generate("alice");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.save("short".toCharArray()))
                .withMessageStartingWith("passphrase: ");
    }
}
