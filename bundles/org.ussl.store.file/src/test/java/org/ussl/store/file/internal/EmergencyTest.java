// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back to a key without this software: the README's command, with Debian's openssl. */
class EmergencyTest {

    @TempDir
    Path root;

    @Test
    void letsOpensslOpenASealedFile() throws Exception {
        assumeTrue(hasOpenssl3(), "openssl 3 is not installed");
        Material material = Material.create("a");
        Place place = new Place(root);
        try (SealedFileStore store = place.open()) {
            store.commit("default", material.update());
        }
        Path plain = root.resolve("plain.der");
        byte[] master = Base64.getMimeDecoder().decode(Files.readAllBytes(place.masterKey()));
        Process process = new ProcessBuilder(
                        "openssl",
                        "cms",
                        "-decrypt",
                        "-inform",
                        "DER",
                        "-in",
                        place.file("default").toString(),
                        "-secretkey",
                        HexFormat.of().formatHex(master),
                        "-binary",
                        "-out",
                        plain.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();

        ProfileRecord record = ProfileEncoding.decode(Files.readAllBytes(plain));
        assertThat(record.profile()).isEqualTo("default");
        assertThat(record.versions().get(0).key().der()).isEqualTo(material.pkcs8());
    }

    private static boolean hasOpenssl3() throws Exception {
        try {
            Process process = new ProcessBuilder("openssl", "version").start();
            return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .matches("OpenSSL [3-9](?s:.*)");
        } catch (IOException absent) {
            return false;
        }
    }
}
