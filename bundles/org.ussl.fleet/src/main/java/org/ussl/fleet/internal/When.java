// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times for people, in UTC as everywhere in the gateway. */
final class When {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private When() {}

    static String of(Instant time) {
        return time.equals(Instant.EPOCH) ? "never" : FORMAT.format(time);
    }
}
