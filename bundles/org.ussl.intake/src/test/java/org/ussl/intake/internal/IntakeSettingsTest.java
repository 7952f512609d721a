// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialRejectedException;

class IntakeSettingsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("KEY_PASS", "grün", "NOTHING", "");

    @TempDir
    Path folder;

    @Test
    void needsNoPassphrase() {
        IntakeSettings settings = parse("", "", "");
        assertThat(settings.maxFileBytes()).isEqualTo(65536);
        assertThat(settings.passphrase()).isEmpty();
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
        assertThatThrownBy(() -> IntakeSettings.parse(100, 1024, "", "", "", ENVIRONMENT::get))
                .hasMessage("maxFileBytes: must be 1024 to 16777216, is 100");
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
        IntakeSettings settings = parse("secret", "", "");
        assertThat(settings.toString()).doesNotContain("secret");
        Passphrase passphrase = settings.passphrase().orElseThrow();
        passphrase.close();
        assertThatThrownBy(passphrase::utf8)
                .isInstanceOfSatisfying(
                        CredentialRejectedException.class,
                        refusal -> assertThat(refusal.isTemporary()).isTrue())
                .hasMessage("private.key: the intake was stopped meanwhile; upload it again");
    }

    private static IntakeSettings parse(String passphrase, String file, String variable) {
        return IntakeSettings.parse(65536, 1 << 20, passphrase, file, variable, ENVIRONMENT::get);
    }

    private static String passphrase(IntakeSettings settings) throws CredentialRejectedException {
        return new String(settings.passphrase().orElseThrow().utf8(), StandardCharsets.UTF_8);
    }

    private String file(String content, String permissions) throws Exception {
        Path file = Files.createTempFile(folder, "pass", "");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file.toString();
    }
}
