// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.store.nats.internal.sealing.SealedValue;

class ReportFolderTest {

    @TempDir
    private Path folder;

    private ReportFolder reports;

    @BeforeEach
    void open() {
        reports = new ReportFolder(folder);
    }

    @Test
    void keepsTheLatestOfEachProfileOverARestart() throws Exception {
        reports.keep("default", new byte[] {1});
        reports.keep("default", new byte[] {2});
        reports.keep("line.3", new byte[] {3});

        ReportFolder again = new ReportFolder(folder);

        assertThat(again.profiles()).containsExactly("default", "line.3");
        assertThat(again.of("default")).contains(new byte[] {2});
        assertThat(again.of("line.3")).contains(new byte[] {3});
        assertThat(again.of("other")).isEmpty();
    }

    @Test
    void forgetsWhatWasSentAndNothingNewer() throws Exception {
        reports.keep("default", new byte[] {1});
        reports.keep("default", new byte[] {2});

        reports.sent("default", new byte[] {1});
        assertThat(reports.of("default")).contains(new byte[] {2});

        reports.sent("default", new byte[] {2});
        reports.sent("default", new byte[] {2});
        assertThat(reports.profiles()).isEmpty();
    }

    @Test
    void knowsNothingOfAFileThatIsHalfWritten() throws Exception {
        reports.keep("default", new byte[] {1});
        Files.write(folder.resolve("default.report.new"), new byte[] {2});
        Files.write(folder.resolve("line-3.report.new"), new byte[] {3});

        assertThat(reports.profiles()).containsExactly("default");
        assertThat(reports.of("default")).contains(new byte[] {1});

        reports.keep("line-3", new byte[] {4});
        assertThat(reports.of("line-3")).contains(new byte[] {4});
    }

    @Test
    void leavesAloneWhatCannotBeAReport() throws Exception {
        Files.write(folder.resolve("huge.report"), new byte[SealedValue.MAX_BYTES + 1]);
        Files.write(folder.resolve("empty.report"), new byte[0]);
        Files.write(folder.resolve("UPPER.report"), new byte[] {1});
        Files.write(folder.resolve("notes"), new byte[] {1});
        reports.keep("line-3", new byte[] {1});

        assertThat(reports.profiles()).containsExactly("empty", "huge", "line-3");
        assertThat(reports.of("huge")).isEmpty();
        assertThat(reports.of("empty")).isEmpty();
    }

    @Test
    void writesNowhereElse() {
        for (String profile : new String[] {"../default", "a/b", "", "UPPER"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> reports.keep(profile, new byte[] {1}));
            assertThatIllegalArgumentException().isThrownBy(() -> reports.of(profile));
        }
    }

    @Test
    void hasOneFileForEachProfileHoweverOftenItReports() throws Exception {
        for (int i = 0; i < 50; i++) {
            reports.keep("line-" + i % 2, new byte[] {(byte) i});
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
        assertThat(IntStream.range(0, 2).mapToObj(i -> "line-" + i).toList())
                .containsExactlyElementsOf(reports.profiles());
    }

    @Test
    void saysThatItCannotWrite() throws Exception {
        Files.createDirectory(folder.resolve("default.report.new"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> reports.keep("default", new byte[] {1}));
        assertThat(reports.of("default")).isEmpty();
    }
}
