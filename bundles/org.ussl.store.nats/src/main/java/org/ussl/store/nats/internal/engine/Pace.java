// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import java.time.Duration;

/**
 * How often a feed does what it repeats.
 *
 * @param first the wait after a first failure; each further one doubles it
 * @param longest the longest wait; each is cut by up to a half at random, so that gateways that lost a server together
 *     do not come back together
 * @param presence how often the gateway says that it is there, and looks whether it has missed something
 */
public record Pace(Duration first, Duration longest, Duration presence) {

    private static final int MOST_DOUBLINGS = 20;

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
     * The wait before what is done in the rhythm of presence is done for the first time, so that gateways that were
     * started together do not go on together.
     *
     * @param random between 0 and 1
     * @return the wait
     */
    public Duration start(double random) {
        return Duration.ofMillis((long) (presence.toMillis() * random));
    }
}
