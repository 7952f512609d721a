// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

class FileJournalTest {
    @TempDir
    Path parent;

    private Path folder;
    private FileJournal journal;

    @BeforeEach
    void open() throws Exception {
        folder = parent.resolve("a/b");
        journal = new FileJournal(folder);
    }

    private static Outgoing outgoing(long number, MqttQos qos) {
        return new Outgoing(number, new MqttMessage("t/" + number, ("p" + number).getBytes(UTF_8), qos, true));
    }

    @Test
    void givesBackWhatItKeptInOrder() throws Exception {
        for (long number : new long[] {10, 9, 100}) {
            journal.keep(outgoing(number, MqttQos.EXACTLY_ONCE));
        }
        Outgoing gone = outgoing(11, MqttQos.AT_LEAST_ONCE);
        journal.keep(gone);
        journal.discard(gone);
        journal.keep(outgoing(12, MqttQos.AT_MOST_ONCE));

        List<Outgoing> restored = new FileJournal(folder).restore();

        assertThat(restored).extracting(Outgoing::number).containsExactly(9L, 10L, 100L);
        assertThat(restored.get(0).message())
                .isEqualTo(outgoing(9, MqttQos.EXACTLY_ONCE).message());
    }

    @Test
    void isForTheOwnerAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void leavesADamagedFileAloneAndRestoresTheOthers() throws Exception {
        journal.keep(outgoing(1, MqttQos.AT_LEAST_ONCE));
        journal.keep(outgoing(2, MqttQos.AT_LEAST_ONCE));
        Path first = folder.resolve("0000000000000000001.msg");
        byte[] content = Files.readAllBytes(first);
        for (int i = 0; i < content.length; i++) {
            byte[] damaged = content.clone();
            damaged[i] ^= 0x55;
            Files.write(first, damaged);
            assertThat(journal.restore())
                    .as("byte %d", i)
                    .extracting(Outgoing::number)
                    .containsExactly(2L);
            Files.write(first, java.util.Arrays.copyOf(content, i));
            assertThat(journal.restore())
                    .as("cut at %d", i)
                    .extracting(Outgoing::number)
                    .containsExactly(2L);
        }
        assertThat(first).exists();
    }

    @Test
    void removesWhatAKillLeftBeforeTheRename() throws Exception {
        Path half = Files.writeString(folder.resolve("0000000000000000003.msg.tmp"), "half");
        assertThat(journal.restore()).isEmpty();
        assertThat(half).doesNotExist();
    }
}
