// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialRejectedException;

class IntakeSettingsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("KEY_PASS", "grün", "NOTHING", "");

    @TempDir
    Path folder;

    @Test
    void needsNoPassphrase() {
        assertThat(parse("", "", "").of("default")).isEmpty();
        IntakeSettings settings = IntakeSettings.parse(Configured.with(Map.of()));
        assertThat(settings.maxFileBytes()).isEqualTo(65536);
        assertThat(settings.patience()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.audit()).isEmpty();
    }

    @Test
    void prefersAProfilesOwnPassphrase() throws Exception {
        Passphrases passphrases = parse(
                Map.of("_keyPassphrase", "all", "_keyPassphrases", new String[] {"line-3=own=one", "line-4=other"}));
        assertThat(text(passphrases.of("line-3"))).isEqualTo("own=one");
        assertThat(text(passphrases.of("line-5"))).isEqualTo("all");
        for (String bad : new String[] {"line-3", "line-3=", "=x", "../x=y"}) {
            assertThatThrownBy(() -> parse(Map.of("_keyPassphrases", new String[] {bad})))
                    .hasMessage(".keyPassphrases: each must be PROFILE=PASSPHRASE");
        }
    }

    @Test
    void takesThePassphraseFromTheConfigurationAFileOrTheEnvironment() throws Exception {
        assertThat(passphrase(parse("grün", "", ""))).isEqualTo("grün");
        assertThat(passphrase(parse("", "", "KEY_PASS"))).isEqualTo("grün");
        assertThat(passphrase(parse("", file("grün\n", "rw-------"), ""))).isEqualTo("grün");
        assertThat(passphrase(parse("", file("grün", "r--------"), ""))).isEqualTo("grün");
    }

    @Test
    void refusesABadValueByItsKey() throws Exception {
        for (String key : new String[] {"maxFileBytes", "maxCrlBytes"}) {
            assertThatThrownBy(() -> IntakeSettings.parse(Configured.with(Map.of(key, 100))))
                    .hasMessage(key + ": must be 1024 to 16777216, is 100");
        }
        for (String key : new String[] {"pendingHours", "auditMaxBytes", "auditFiles"}) {
            assertThatThrownBy(() -> IntakeSettings.parse(Configured.with(Map.of(key, 0))))
                    .hasMessageStartingWith(key + ": must be ");
        }
        assertThatThrownBy(() -> parse("", "", "ABSENT"))
                .hasMessage("keyPassphraseEnvironment: there is no environment variable of this name");
        assertThatThrownBy(() -> parse("", "", "NOTHING")).hasMessageStartingWith("keyPassphraseEnvironment: ");
        assertThatThrownBy(() -> parse("", folder.resolve("absent").toString(), ""))
                .hasMessage("keyPassphraseFile: " + folder.resolve("absent") + " cannot be read");
        String empty = file("\n", "rw-------");
        assertThatThrownBy(() -> parse("", empty, ""))
                .hasMessage("keyPassphraseFile: its first line must be the passphrase, of 1 to 1024 bytes");
    }

    @Test
    void refusesAFileThatOthersCanRead() throws Exception {
        for (String permissions : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"}) {
            String name = file("secret", permissions);
            assertThatThrownBy(() -> parse("", name, ""))
                    .as(permissions)
                    .hasMessage(
                            "keyPassphraseFile: " + name + " is open to others than its owner; do: chmod 600 " + name);
        }
    }

    @Test
    void refusesTwoPassphrases() {
        assertThatThrownBy(() -> parse("secret", "", "KEY_PASS"))
                .hasMessage("keyPassphraseFile: only one of .keyPassphrase, keyPassphraseFile and"
                        + " keyPassphraseEnvironment may be set");
    }

    @Test
    void showsNoPassphraseAndForgetsItAtTheEnd() {
        Passphrases passphrases = parse("secret", "", "");
        Passphrase passphrase = passphrases.of("default").orElseThrow();
        assertThat(passphrases + " " + passphrase).doesNotContain("secret");
        passphrases.close();
        assertThatThrownBy(passphrase::utf8)
                .isInstanceOfSatisfying(
                        CredentialRejectedException.class,
                        refusal -> assertThat(refusal.isTemporary()).isTrue())
                .hasMessage("private.key: the intake was stopped meanwhile; upload it again");
    }

    private static Passphrases parse(String passphrase, String file, String variable) {
        return parse(
                Map.of("_keyPassphrase", passphrase, "keyPassphraseFile", file, "keyPassphraseEnvironment", variable));
    }

    private static Passphrases parse(Map<String, Object> values) {
        return PassphraseSettings.parse(Configured.with(values), ENVIRONMENT::get, Clock.systemUTC());
    }

    private static String passphrase(Passphrases passphrases) throws CredentialRejectedException {
        return text(passphrases.of("default"));
    }

    private static String text(Optional<Passphrase> passphrase) throws CredentialRejectedException {
        return new String(passphrase.orElseThrow().utf8(), StandardCharsets.UTF_8);
    }

    private String file(String content, String permissions) throws Exception {
        Path file = Files.createTempFile(folder, "pass", "");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file.toString();
    }
}
