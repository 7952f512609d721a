// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.time.Duration;
import java.util.Locale;
import org.ussl.tls.CertReqs;

/**
 * What the configuration says, refused as a whole if one of its values is no good.
 *
 * @param minimumCertReqs the floor for the whole gateway
 * @param maxHandshakes how many handshakes of listeners' sockets may be under way at once
 * @param sessionCacheSize how many sessions are kept for each version and options; 0 for as many as there are
 * @param sessionTimeout how long one may be resumed
 */
record Settings(CertReqs minimumCertReqs, int maxHandshakes, int sessionCacheSize, Duration sessionTimeout) {
    private static final int MAX_SESSION_SECONDS = 604_800;

    /** What holds if nothing is configured. */
    static final Settings DEFAULT = new Settings(CertReqs.NONE, 256, 20_480, Duration.ofDays(1));

    Settings {
        require("maxHandshakes", maxHandshakes, 1, 1_000_000);
        require("sessionCacheSize", sessionCacheSize, 0, 1_000_000);
        require("sessionTimeoutSeconds", sessionTimeout.toSeconds(), 1, MAX_SESSION_SECONDS);
    }

    static Settings parse(String minimumCertReqs, int maxHandshakes, int sessionCacheSize, int sessionTimeoutSeconds) {
        return new Settings(
                parse(minimumCertReqs), maxHandshakes, sessionCacheSize, Duration.ofSeconds(sessionTimeoutSeconds));
    }

    Settings withMinimum(CertReqs minimum) {
        return new Settings(minimum, maxHandshakes, sessionCacheSize, sessionTimeout);
    }

    private static void require(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + ": must be " + least + " to " + most + ", not " + value);
        }
    }

    private static CertReqs parse(String value) {
        try {
            return CertReqs.valueOf(value.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "minimumCertReqs: must be none, optional or required, not \"" + value + "\"", e);
        }
    }
}
