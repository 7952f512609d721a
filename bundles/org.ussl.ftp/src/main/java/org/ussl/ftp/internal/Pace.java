// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Ends an upload that comes drop by drop and would take up a place for hours. */
final class Pace {

    /** Time for slow starts and stalls. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final int leastPerSecond;
    private final LongSupplier nanos;
    private final long start;
    private long moved;

    /** A rate of zero means any. The clock counts nanoseconds from anywhere. */
    Pace(int leastPerSecond, LongSupplier nanos) {
        this.leastPerSecond = leastPerSecond;
        this.nanos = nanos;
        start = nanos.getAsLong();
    }

    /** Counts bytes that have come. */
    void moved(int count) throws IOException {
        moved += count;
        Duration taken = Duration.ofNanos(nanos.getAsLong() - start);
        if (taken.compareTo(GRACE) > 0 && moved < leastPerSecond * taken.toSeconds()) {
            throw new IOException("The upload is slower than minUploadBytesPerSecond allows");
        }
    }
}
