// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLineTest {
    @Test
    void writesTimeLevelLoggerAndMessageOnOneLine() {
        assertThat(new LogLine().format(record())).isEqualTo("2027-03-01T04:05:06.007 WARNING org.ussl.x: expires\n");
    }

    @Test
    void writesTheStackTraceBelow() {
        LogRecord record = record();
        record.setThrown(new IllegalStateException("broken"));

        assertThat(new LogLine().format(record).lines())
                .startsWith(
                        "2027-03-01T04:05:06.007 WARNING org.ussl.x: expires",
                        "java.lang.IllegalStateException: broken")
                .hasSizeGreaterThan(2);
    }

    private static LogRecord record() {
        LogRecord record = new LogRecord(Level.WARNING, "expires");
        record.setLoggerName("org.ussl.x");
        record.setInstant(LocalDateTime.of(2027, 3, 1, 4, 5, 6, 7_000_000)
                .atZone(ZoneId.systemDefault())
                .toInstant());
        return record;
    }
}
