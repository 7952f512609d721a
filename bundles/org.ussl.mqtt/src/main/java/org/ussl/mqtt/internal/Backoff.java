// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Pauses that double, each drawn from the whole span up to its bound ("full jitter"), so that a fleet that lost its
 * broker at one instant does not come back at one instant.
 */
final class Backoff {
    private long min;
    private long max;
    private final DoubleSupplier random;
    private int failures;

    /**
     * Makes one.
     *
     * @param random numbers from 0 (inclusive) to 1 (exclusive)
     */
    Backoff(Duration min, Duration max, DoubleSupplier random) {
        this.min = min.toMillis();
        this.max = max.toMillis();
        this.random = random;
    }

    Duration next() {
        long bound = failures < 32 ? Math.min(max, min << failures) : max;
        failures++;
        return Duration.ofMillis((long) (random.getAsDouble() * (bound + 1)));
    }

    /** Takes other bounds, and begins with the first pause. */
    void reset(Duration newMin, Duration newMax) {
        min = newMin.toMillis();
        max = newMax.toMillis();
        reset();
    }

    void reset() {
        failures = 0;
    }
}
