// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configuration, checked.
 *
 * @param path where the page for Prometheus is; absent if there is none
 * @param token what its readers must know; absent if it is for the gateway itself only
 * @param allowClearText whether the token may come without TLS from elsewhere
 * @param warn how long before the end of a certificate the check of validity warns
 * @param critical how long before the end it fails
 */
record MonitorSettings(
        Optional<String> path, Optional<TokenFile> token, boolean allowClearText, Duration warn, Duration critical) {

    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-]");
    private static final int MOST_DAYS = 3650;

    /** Reads the configuration; a value that cannot be is refused with the name of its key. */
    static MonitorSettings parse(
            String path, String tokenFile, boolean allowClearText, int warnDays, int criticalDays) {
        String place = path.strip();
        if (!place.isEmpty() && !PATH.matcher(place).matches()) {
            throw new IllegalArgumentException(
                    "path: \"" + place + "\" is not a path such as /metrics, or nothing for no page at all");
        }
        String file = tokenFile.strip();
        Optional<TokenFile> token = file.isEmpty() ? Optional.empty() : Optional.of(TokenFile.open(file));
        requireDays("warnDays", warnDays);
        requireDays("criticalDays", criticalDays);
        if (criticalDays > warnDays) {
            throw new IllegalArgumentException(
                    "criticalDays: " + criticalDays + " is more than warnDays, which is " + warnDays);
        }
        return new MonitorSettings(
                place.isEmpty() ? Optional.empty() : Optional.of(place),
                token,
                allowClearText,
                Duration.ofDays(warnDays),
                Duration.ofDays(criticalDays));
    }

    private static void requireDays(String key, int value) {
        if (value < 0 || value > MOST_DAYS) {
            throw new IllegalArgumentException(key + ": " + value + " is not 0 to " + MOST_DAYS);
        }
    }
}
