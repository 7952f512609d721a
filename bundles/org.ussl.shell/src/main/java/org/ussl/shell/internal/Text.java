// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** Words for a terminal. */
final class Text {

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'").withZone(ZoneOffset.UTC);

    private Text() {}

    /** Without what would move a terminal's cursor or be taken for markup: a certificate's name comes from outside. */
    static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?").replace("@|", "@ |").replace("|@", "| @");
    }

    static String day(Instant time) {
        return DAY.format(time);
    }

    static String minute(Instant time) {
        return MINUTE.format(time);
    }
}
