// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One line for each record: time, level, logger, message; a stack trace below it. Written by hand, because the JDK's
 * formatter costs a twentieth of the start with its first line. The JDK makes one from the class's name.
 */
public final class LogLine extends Formatter {
    private static final int LEVEL_WIDTH = 8;

    private final ZoneId zone = ZoneId.systemDefault();

    @Override
    public String format(LogRecord record) {
        ZonedDateTime time = record.getInstant().atZone(zone);
        StringBuilder line = new StringBuilder(160);
        number(line, time.getYear(), 4).append('-');
        number(line, time.getMonthValue(), 2).append('-');
        number(line, time.getDayOfMonth(), 2).append('T');
        number(line, time.getHour(), 2).append(':');
        number(line, time.getMinute(), 2).append(':');
        number(line, time.getSecond(), 2).append('.');
        number(line, time.getNano() / 1_000_000, 3).append(' ');
        String level = record.getLevel().getName();
        line.append(level).append(" ".repeat(Math.max(1, LEVEL_WIDTH - level.length())));
        line.append(record.getLoggerName()).append(": ").append(formatMessage(record));
        line.append('\n');
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    private static StringBuilder number(StringBuilder line, int number, int digits) {
        String text = Integer.toString(number);
        return line.append("0".repeat(Math.max(0, digits - text.length()))).append(text);
    }
}
