// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesUpToTheMostAndStartsOver() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(1000), () -> 0.9999);
        for (long millis : new long[] {100, 200, 400, 800, 1000, 1000}) {
            assertThat(backoff.next()).isEqualTo(Duration.ofMillis(millis));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isEqualTo(Duration.ofMillis(1000));
        }
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void drawsFromTheWholeSpan() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(1000), () -> 0);
        assertThat(backoff.next()).isZero();
    }
}
