// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ussl.credential.CrlInfo;
import org.ussl.web.internal.Outlook.Level;

class OutlookTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P365D, P200D, OK, 200 days left, 55",
        "P365D, P30D, OK, 30 days left, 8",
        "P365D, P29DT23H, SOON, '29 days left, renew soon', 8",
        "P365D, P7D, SOON, '7 days left, renew soon', 2",
        "P365D, P6DT23H, NOW, '6 days left, renew now', 2",
        "P1D, PT23H, OK, 23 hours left, 96",
        "P1D, PT8H, OK, 8 hours left, 33",
        "P1D, PT7H, SOON, '7 hours left, renew soon', 29",
        "P1D, PT2H, NOW, '2 hours left, renew now', 8",
        "P1D, PT61S, NOW, '1 minute left, renew now', 0",
        "P1D, PT1S, NOW, 'less than a minute left, renew now', 0",
        "P1D, PT0S, NOW, expired less than a minute ago, 0",
        "P365D, P-3D, NOW, expired 3 days ago, 0",
        "P365D, P367D, NOW, valid only in 2 days, 100"
    })
    void tellsHowLongItLasts(Duration whole, Duration left, Level level, String words, int percent) {
        Instant end = NOW.plus(left);
        assertThat(Outlook.of(end.minus(whole), end, NOW)).isEqualTo(new Outlook(level, words, percent));
    }

    @Test
    void aRevocationListIsInOrderUntilTheNextOneIsDue() {
        assertThat(Outlook.of(list(Optional.of(NOW.plus(Duration.ofHours(1)))), NOW))
                .isEqualTo(new Outlook(Level.OK, "next list in 1 hour", 4));
        assertThat(Outlook.of(list(Optional.of(NOW.minus(Duration.ofDays(2)))), NOW))
                .isEqualTo(new Outlook(Level.NOW, "next list overdue for 2 days", 0));
        assertThat(Outlook.of(list(Optional.empty()), NOW).level()).isEqualTo(Level.OK);
    }

    private static CrlInfo list(Optional<Instant> next) {
        return new CrlInfo("CN=CA", Optional.empty(), NOW.minus(Duration.ofHours(23)), next, 1, "00");
    }
}
