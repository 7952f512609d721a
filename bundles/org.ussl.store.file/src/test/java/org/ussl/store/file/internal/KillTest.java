// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.spi.CredentialVersion;

/** Kills a process that changes a store, {@code ussl.test.kills} times each way. */
class KillTest {

    private static final int KILLS = Integer.getInteger("ussl.test.kills", 25);

    private final Material[] materials = {Material.create("even"), Material.create("odd")};

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(strings = {"commit", "churn"})
    void leavesTheOldOrTheNewVersionWhenItIsKilled(String mode) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Place place = new Place(root.resolve("place"));
        materials[0].save(root.resolve("even"));
        materials[1].save(root.resolve("odd"));
        long last = 0;
        int atLeast = 0;
        Process next = changing(mode, place);
        for (int i = 0; i < KILLS; i++) {
            Process process = next;
            // The one after this already starts: most of the time goes into starting JVMs.
            next = changing(mode, place);
            atLeast += killAt(process, random) ? 1 : 0;
            last = Math.max(last, reported());
            try (SealedFileStore store = mode.equals("churn") ? place.openWithLatestKey() : place.open()) {
                CredentialVersion version = store.current("default").orElse(null);
                long found = version == null ? 0 : version.revision();
                // What was reported is there; at most the one commit that was not reported is there too.
                assertThat(found).as("seed %d, kill %d", seed, i).isBetween(last, last + 1);
                if (version != null) {
                    Material expected = materials[(int) (found % 2)];
                    assertThat(version.chain()).isEqualTo(expected.chain());
                    assertThat(version.trustAnchors()).containsExactly(expected.ca());
                    assertThat(version.key().publicKey())
                            .isEqualTo(expected.pair().getPublic());
                    assertThat(version.key().sign("SHA256withECDSA", null, new byte[9]))
                            .isNotEmpty();
                    assertThat(store.history("default")).hasSize((int) Math.min(5, found));
                }
                last = found;
            }
            assertThat(place.folder().toFile().list()).isSubsetOf(".lock", "default.cms", "default.cms.bak");
        }
        next.destroyForcibly().waitFor();
        assertThat(last).as("commits in all").isGreaterThanOrEqualTo(atLeast);
    }

    private Process changing(String mode, Place place) throws IOException {
        return OtherProcess.start(
                mode,
                place.root().toString(),
                root.resolve("even").toString(),
                root.resolve("odd").toString(),
                root.resolve("report").toString());
    }

    /** What the processes have told of their last commit; the file outlives them. */
    private long reported() throws IOException {
        Path report = root.resolve("report");
        return Files.exists(report) && Files.size(report) == Long.BYTES
                ? ByteBuffer.wrap(Files.readAllBytes(report)).getLong()
                : 0;
    }

    /** Kills it while it opens the store, or some milliseconds after its first commit; says whether it saw that one. */
    private static boolean killAt(Process process, Random random) throws Exception {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                OutputStream in = process.getOutputStream()) {
            assertThat(out.readLine()).startsWith("ready");
            in.write('\n');
            in.flush();
            boolean early = random.nextInt(3) == 0;
            if (!early) {
                assertThat(out.read()).isEqualTo('.');
            }
            int micros = random.nextInt(early ? 300_000 : 60_000);
            assertThat(process.waitFor(micros, TimeUnit.MICROSECONDS)).isFalse();
            process.destroyForcibly().waitFor();
            return !early;
        }
    }
}
