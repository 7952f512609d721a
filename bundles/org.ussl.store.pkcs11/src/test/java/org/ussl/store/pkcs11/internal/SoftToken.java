// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ussl.store.file.internal.Pin;

/**
 * A token of SoftHSM's (Debian's softhsm2; tests are skipped without it), the same for all tests of a JVM, because
 * SoftHSM reads its configuration once. The one with a plug needs a C compiler too.
 */
public final class SoftToken {
    public static final String PIN = "73501927";

    private static final List<String> PLACES = List.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so");
    private static final SoftToken INSTANCE = make();

    private final Path home;
    private final Path library;

    private SoftToken(Path home, Path library) {
        this.home = home;
        this.library = library;
    }

    private static SoftToken make() {
        Optional<Path> library =
                PLACES.stream().map(Path::of).filter(Files::exists).findFirst();
        String configuration = System.getenv("SOFTHSM2_CONF");
        if (library.isEmpty() || configuration == null) {
            return null;
        }
        try {
            Path file = Path.of(configuration);
            Path home = Files.createDirectories(file.getParent());
            Path tokens = Files.createTempDirectory(home, "tokens");
            Files.writeString(file, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
            run("softhsm2-util", "--init-token", "--free", "--label", "ussl", "--pin", PIN, "--so-pin", "28190375");
            return new SoftToken(home, library.get());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("SoftHSM is there, but no token could be made", e);
        }
    }

    public static SoftToken required() {
        assumeTrue(INSTANCE != null, "needs Debian's softhsm2");
        return INSTANCE;
    }

    /** Its module. */
    public Path library() {
        return library;
    }

    /** The token as it is. */
    TokenSettings settings() {
        return settings(PIN);
    }

    TokenSettings settings(String pin) {
        return new TokenSettings(library, 0, Pin.of(pin, "", ""));
    }

    /** The same token on a plug. */
    Plugged plugged() throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gcc"))),
                "needs a C compiler");
        Path module = home.resolve("plug-" + System.nanoTime() + ".so");
        Path unplugged = home.resolve(module.getFileName() + ".unplugged");
        run(
                "gcc",
                "-shared",
                "-fPIC",
                "-DSOFTHSM=\"" + library + "\"",
                "-DUNPLUGGED=\"" + unplugged + "\"",
                "-o",
                module.toString(),
                "src/test/c/plug.c",
                "-ldl");
        return new Plugged(new TokenSettings(module.toAbsolutePath(), 0, Pin.of(PIN, "", "")), unplugged);
    }

    /** A token that can be pulled out. */
    record Plugged(TokenSettings settings, Path unplugged) {
        void pull() throws IOException {
            Files.createFile(unplugged);
        }

        void plugIn() throws IOException {
            Files.delete(unplugged);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
