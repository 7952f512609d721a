// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import java.time.Duration;

/**
 * How often a feed does what it repeats.
 *
 * @param first the wait after a first failure; each further one doubles it
 * @param longest the longest wait; each is cut by up to a half at random, so that gateways that lost a server together
 *     do not come back together
 * @param presence how often the gateway says that it is there
 */
public record Pace(Duration first, Duration longest, Duration presence) {

    private static final int MOST_DOUBLINGS = 20;
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(3);
    private static final Duration LONG_PATIENCE = Duration.ofSeconds(20);

    /**
     * The wait before another attempt.
     *
     * @param failures how many there were in a row, at least one
     * @param random between 0 and 1
     * @return the wait
     */
    public Duration wait(int failures, double random) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        return Duration.ofMillis((long) (Math.min(doubled, longest.toMillis()) * (1 - random / 2)));
    }

    /**
     * How long the engine's answer to a request is waited for. A cluster that is about to choose a leader loses what is
     * asked of it, so the first attempts are short; one that has too much to do gets more time with each.
     *
     * @param failures how many attempts failed in a row
     * @return the time
     */
    public Duration patience(int failures) {
        long doubled = SHORT_PATIENCE.toMillis() << Math.min(failures, MOST_DOUBLINGS);
        return Duration.ofMillis(Math.min(doubled, LONG_PATIENCE.toMillis()));
    }
}
