// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.store.file.internal.Pin;

class PinTest {
    @TempDir
    Path folder;

    @Test
    void isReadFromWhereTheConfigurationSays() throws Exception {
        Path file = file("rw-------", "1234\n");

        assertThat(Pin.of("12 34", "", "").read(name -> null)).containsExactly('1', '2', ' ', '3', '4');
        assertThat(Pin.of("", file.toString(), "").read(name -> null)).containsExactly('1', '2', '3', '4');
        assertThat(Pin.of("", "", "pin").read(name -> folder.toString())).containsExactly('1', '2', '3', '4');
    }

    @Test
    void fileThatOthersMayReadIsRefused() throws Exception {
        Path file = file("rw-r--r--", "1234");

        assertThatThrownBy(() -> Pin.of("", file.toString(), "").read(name -> null))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("other users");
        assertThatThrownBy(() -> Pin.of("", "", "pin").read(name -> folder.toString()))
                .isInstanceOf(CredentialStoreException.class);
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pin.of("", "", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> Pin.of("1", "file", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> Pin.of("", "", "../pin"));
        assertThatThrownBy(
                        () -> Pin.of("", folder.resolve("none").toString(), "").read(name -> null))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("pinFile");
        assertThatThrownBy(() -> Pin.of("", "", "pin").read(name -> null))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("CREDENTIALS_DIRECTORY");
    }

    @Test
    void isNeverTold() {
        Pin pin = Pin.of("1234", "", "");
        assertThat(pin.toString()).isEqualTo("pin");
        assertThat(new TokenSettings(Path.of("/usr/lib/x.so"), 0, pin).toString())
                .doesNotContain("1234");
    }

    @Test
    void libraryHasAPlainAbsolutePath() {
        Pin pin = Pin.of("1234", "", "");
        for (String path : new String[] {"x.so", "/usr/lib/a b.so", "/usr/lib/x.so\nname = y", "/${user.home}/x.so"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TokenSettings(Path.of(path), 0, pin))
                    .withMessageStartingWith("library");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenSettings(Path.of("/x.so"), -1, pin));
    }

    private Path file(String mode, String content) throws Exception {
        Path file = folder.resolve("pin");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }
}
