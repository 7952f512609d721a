// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.PendingCredential;

class DamagedFilesTest {

    private static final Material A = Material.create("a");
    private static final Material B = Material.create("b");

    @TempDir
    Path root;

    private Place place;

    @BeforeEach
    void fill() throws Exception {
        place = new Place(root);
        try (SealedFileStore store = place.open()) {
            store.commit("default", A.update());
            store.commit("other", B.update());
        }
    }

    /** Claims that the profile {@code default} is out of use, its file left alone, and the other one not harmed. */
    private void leavesOutDefault(String reason) throws Exception {
        byte[] found = Files.readAllBytes(place.file("default"));
        try (SealedFileStore store = place.open()) {
            assertThat(store.profiles()).containsExactly("other");
            assertThat(store.current("default")).isEmpty();
            assertThat(store.pending("default")).isEqualTo(PendingCredential.NONE);
            assertRefused(() -> store.commit("default", A.update()), reason);
            assertRefused(() -> store.hold("default", A.chain()), reason);
            assertRefused(() -> store.hold("default", A.key()), reason);
            assertRefused(() -> store.drop("default", CredentialPart.KEY), reason);
            assertRefused(() -> store.rollback("default", 1), reason);
            assertRefused(() -> store.history("default"), reason);
            assertThat(store.commit("other", A.update()).revision()).isGreaterThan(1);
        }
        assertThat(place.file("default")).hasBinaryContent(found);
    }

    private void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String reason) {
        assertThatThrownBy(call)
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContainingAll(place.file("default").toString(), reason, "restart");
    }

    @Test
    void leavesOutAnEmptyFile() throws Exception {
        Files.write(place.file("default"), new byte[0]);
        leavesOutDefault("is empty");
    }

    @Test
    void leavesOutAFileThatIsCutOff() throws Exception {
        byte[] whole = Files.readAllBytes(place.file("default"));
        for (int length : new int[] {1, 2, 10, 100, whole.length / 2, whole.length - 1}) {
            Files.write(place.file("default"), Arrays.copyOf(whole, length));
            leavesOutDefault("is cut off or is no sealed file");
        }
    }

    @Test
    void leavesOutAFileWithSomethingBehindIt() throws Exception {
        byte[] whole = Files.readAllBytes(place.file("default"));
        Files.write(place.file("default"), Arrays.copyOf(whole, whole.length + 1));
        leavesOutDefault("is cut off or is no sealed file");
    }

    @Test
    void leavesOutAFileOfRandomBytes() throws Exception {
        byte[] noise = new byte[2000];
        new Random(1).nextBytes(noise);
        Files.write(place.file("default"), noise);
        leavesOutDefault("is");
    }

    @Test
    void leavesOutAFileInWhichABitHasTurned() throws Exception {
        byte[] whole = Files.readAllBytes(place.file("default"));
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        Files.write(place.file("default"), changed);
        leavesOutDefault("was changed after it was sealed");
        changed = whole.clone();
        changed[whole.length - 1] ^= 1;
        Files.write(place.file("default"), changed);
        leavesOutDefault("was changed after it was sealed");
    }

    @Test
    void leavesOutAnotherProfilesFile() throws Exception {
        Files.copy(place.file("other"), place.file("default"), StandardCopyOption.REPLACE_EXISTING);
        leavesOutDefault("holds the profile other under a wrong name");
    }

    @Test
    void leavesOutAFileOfAnotherStore() throws Exception {
        Place elsewhere = new Place(root.resolve("elsewhere"));
        try (SealedFileStore store = elsewhere.open()) {
            store.commit("default", A.update());
        }
        Files.copy(elsewhere.file("default"), place.file("default"), StandardCopyOption.REPLACE_EXISTING);
        leavesOutDefault("is sealed with another master key");
    }

    @Test
    void takesNoByteThatDiffers() throws Exception {
        MasterKey key = new MasterKey(new byte[32]);
        byte[] content = "content".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] whole = SealedEnvelope.seal(key, content);
        assertThat(SealedEnvelope.parse(whole).open(key)).isEqualTo(content);
        for (int i = 0; i < whole.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = whole.clone();
                changed[i] ^= (byte) (1 << bit);
                try {
                    // Some bits carry nothing, as the structure's version numbers; no bit gives another content.
                    assertThat(SealedEnvelope.parse(changed).open(key))
                            .as("byte %d", i)
                            .isEqualTo(content);
                } catch (DamagedFileException expected) {
                    // Refused, as it should be.
                }
            }
        }
    }
}
