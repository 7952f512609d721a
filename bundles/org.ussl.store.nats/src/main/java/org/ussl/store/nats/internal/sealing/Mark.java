// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which delivery a gateway has taken last for a profile.
 *
 * @param number its number; 0 if there was none
 * @param digest SHA-256 of the value, in hexadecimal, lower case; empty if there was none
 */
public record Mark(long number, String digest) {

    /** Nothing was taken yet. */
    public static final Mark NONE = new Mark(0, "");

    private static final Pattern LINE = Pattern.compile("1 ([1-9][0-9]{0,18}) ([0-9a-f]{64})");

    static Mark of(long number, byte[] value) {
        return new Mark(number, digestOf(value));
    }

    static String digestOf(byte[] value) {
        return HexFormat.of().formatHex(Party.sha256(value));
    }

    /** Reads what {@link #line} wrote. */
    static Mark parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no mark");
        }
        return new Mark(Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    String line() {
        return "1 " + number + " " + digest;
    }
}
