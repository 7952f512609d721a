// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A token of SoftHSM's, one for all tests of this JVM: it reads its configuration when it is loaded, and a JVM loads it
 * once. Tests are skipped without Debian's softhsm2.
 */
final class SoftToken {
    private static final String PIN = "59173048";
    private static final String SHARED = "ussl.itests.softhsm";

    private final Path library;

    private SoftToken(Path library) {
        this.library = library;
    }

    static SoftToken required() throws IOException, InterruptedException {
        Optional<Path> library = Stream.of(
                        "/usr/lib/softhsm/libsofthsm2.so",
                        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst();
        assumeTrue("needs Debian's softhsm2", library.isPresent());
        // Each container has classes of its own; the property is the JVM's.
        if (System.getProperty(SHARED) == null) {
            make();
            System.setProperty(SHARED, "made");
        }
        return new SoftToken(library.get());
    }

    private static void make() throws IOException, InterruptedException {
        Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
        Path tokens = Files.createTempDirectory(Files.createDirectories(configuration.getParent()), "tokens");
        Files.writeString(configuration, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
        Process process = new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "ussl",
                        "--pin",
                        PIN,
                        "--so-pin",
                        "81640275")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(said, 0, process.waitFor());
    }

    /** Configures the store whose keys are in it. */
    void store(ConfigurationAdmin configurations, Map<String, ?> more) throws IOException {
        Hashtable<String, Object> values = new Hashtable<>(Map.of(
                "library", library.toString(),
                "pin", PIN,
                "folder", Gateway.home().resolve("token").toString()));
        values.putAll(more);
        configurations.getConfiguration("org.ussl.store.pkcs11", "?").update(values);
    }
}
