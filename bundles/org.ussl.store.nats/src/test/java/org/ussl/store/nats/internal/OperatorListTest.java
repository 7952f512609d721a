// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;

class OperatorListTest {

    @TempDir
    private Path folder;

    private Party alice;
    private Party bob;
    private Path file;
    private OperatorList list;

    @BeforeEach
    void open() throws Exception {
        alice = SoftwareKeys.generate("alice").party();
        bob = SoftwareKeys.generate("bob").party();
        file = folder.resolve("operators");
        list = new OperatorList(file);
    }

    private void write(String... lines) throws Exception {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    @Test
    void trustsWhoIsOnIt() throws Exception {
        write("# our operators", "", alice.card(), bob.card());

        assertThat(list.get()).containsExactly(alice, bob);
    }

    @Test
    void trustsNobodyWhoWasTakenOffIt() throws Exception {
        write(alice.card(), bob.card());
        assertThat(list.get()).hasSize(2);

        write(bob.card());

        assertThat(list.get()).containsExactly(bob);
    }

    @Test
    void trustsNobodyBeforeThereIsAFile() throws Exception {
        assertThat(list.get()).isEmpty();

        write(alice.card());

        assertThat(list.get()).containsExactly(alice);
    }

    @Test
    void trustsNobodyWhenOneLineIsDamaged() throws Exception {
        write(alice.card(), bob.card().replace(' ', '_'));
        assertThat(list.get()).isEmpty();
    }

    @Test
    void trustsNobodyOfAFileThatIsHalfWritten() throws Exception {
        String whole = alice.card() + "\n" + bob.card();
        // Without its last byte, which pads, it is the same card.
        for (int length = alice.card().length() + 2; length < whole.length() - 1; length++) {
            Files.writeString(file, whole.substring(0, length));
            assertThat(list.get()).as("%d bytes", length).isEmpty();
        }
    }

    @Test
    void trustsNobodyOfAFileThatIsTooLarge() throws Exception {
        write(alice.card(), "#".repeat(1 << 20));
        assertThat(list.get()).isEmpty();
    }

    @Test
    void trustsNobodyOfWhatIsNoText() throws Exception {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(list.get()).isEmpty();

        Files.delete(file);
        Files.createDirectory(file);
        assertThat(list.get()).isEmpty();
    }
}
