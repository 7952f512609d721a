// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the telemetry app publishes: a running number, the time, a value. */
final class Reading {
    private static final Pattern SEQUENCE = Pattern.compile("([1-9]\\d{0,8}) \\d+ \\S+");

    private Reading() {}

    /** The running number; 0 if the payload is none of the app's. */
    static int sequence(byte[] payload) {
        Matcher matcher = SEQUENCE.matcher(new String(payload, StandardCharsets.US_ASCII));
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
