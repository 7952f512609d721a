// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.ussl.fleet.internal.rollout.Attendance;

/** Times for people, in UTC as everywhere in the gateway. */
final class When {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private When() {}

    static String of(Instant time) {
        return time.equals(Instant.EPOCH) ? "never" : FORMAT.format(time);
    }

    /** Since when a gateway is away that was there last at that time; empty if it is there. */
    static String awaySince(Instant seen, Instant now) {
        if (Attendance.isThere(seen, now)) {
            return "";
        }
        return seen.equals(Instant.EPOCH) ? "never there yet" : "offline since " + of(seen);
    }
}
