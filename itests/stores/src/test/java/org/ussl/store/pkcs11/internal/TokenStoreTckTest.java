// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.store.file.internal.Pin;
import org.ussl.store.file.internal.StoreSettings;
import org.ussl.testing.pki.KeyKind;
import org.ussl.testing.stores.CredentialStoreTck;

/** Needs Debian's softhsm2; skipped without. */
class TokenStoreTckTest extends CredentialStoreTck {
    private static final String PIN = "73501927";
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"));

    private static Path library;

    @TempDir
    Path home;

    private TokenStore opened;

    @BeforeAll
    static void makeAToken() throws Exception {
        Optional<Path> softHsm = PLACES.stream().filter(Files::exists).findFirst();
        String configuration = System.getenv("SOFTHSM2_CONF");
        assumeTrue(softHsm.isPresent() && configuration != null, "needs Debian's softhsm2");
        library = softHsm.get();
        Path folder = Files.createDirectories(Path.of(configuration).getParent());
        Path tokens = Files.createTempDirectory(folder, "tokens");
        Files.writeString(
                Path.of(configuration), "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
        Process process = new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "tck",
                        "--pin",
                        PIN,
                        "--so-pin",
                        "28190375")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Override
    protected CredentialStore open() throws CredentialStoreException {
        opened = TokenStore.open(
                new TokenSettings(library, 0, Pin.of(PIN, "", "")),
                StoreSettings.of(home.resolve("store").toString(), null, null, null, null, null, 5),
                Optional.empty());
        return opened.credentials();
    }

    @Override
    protected void close(CredentialStore open) throws Exception {
        opened.close();
    }

    /** What the JDK's PKCS#11 has. */
    @Override
    public Set<KeyKind> takes() {
        return EnumSet.complementOf(EnumSet.of(KeyKind.ED25519));
    }
}
