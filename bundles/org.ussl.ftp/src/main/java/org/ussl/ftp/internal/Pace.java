// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells of an upload that comes drop by drop and would take up a place for hours. */
final class Pace {

    private final int leastPerSecond;
    private final Duration grace;
    private final LongSupplier nanos;
    private final long start;
    private long moved;

    /**
     * A rate of zero means any. The grace is time for slow starts and stalls. The clock counts nanoseconds from
     * anywhere.
     */
    Pace(int leastPerSecond, Duration grace, LongSupplier nanos) {
        this.leastPerSecond = leastPerSecond;
        this.grace = grace;
        this.nanos = nanos;
        start = nanos.getAsLong();
    }

    /** Counts bytes that have come; answers whether they have come fast enough. */
    boolean moved(int count) {
        moved += count;
        Duration taken = Duration.ofNanos(nanos.getAsLong() - start);
        return taken.compareTo(grace) <= 0 || moved >= leastPerSecond * taken.toSeconds();
    }
}
