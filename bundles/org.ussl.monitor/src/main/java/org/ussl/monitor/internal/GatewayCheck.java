// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A check, with what it found last. However many ask, it is done once in a while only, because it may write to a disk
 * or open a connection; and while one asker waits for a disk that hangs, the others are told so and do not wait.
 */
final class GatewayCheck {

    private final String name;
    private final Supplier<CheckResult> check;
    private final long period;
    private final LongSupplier nanoTime;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile @Nullable Answer last;

    private record Answer(CheckResult result, long at) {}

    /** Takes for how many seconds a result holds. */
    GatewayCheck(String name, long seconds, LongSupplier nanoTime, Supplier<CheckResult> check) {
        this.name = name;
        this.check = check;
        this.period = TimeUnit.SECONDS.toNanos(seconds);
        this.nanoTime = nanoTime;
    }

    /** One word, which a metric and an MBean call it by. */
    String name() {
        return name;
    }

    /** What it finds, or has found a moment ago. */
    CheckResult result() {
        Answer known = last;
        if (known != null && nanoTime.getAsLong() - known.at < period) {
            return known.result;
        }
        if (!checking.tryLock()) {
            return new CheckResult(
                    CheckResult.Status.TEMPORARILY_UNAVAILABLE,
                    "is being looked at for longer than usual"
                            + (known == null ? "" : "; before: " + known.result.message()));
        }
        try {
            CheckResult result = look();
            last = new Answer(result, nanoTime.getAsLong());
            return result;
        } finally {
            checking.unlock();
        }
    }

    private CheckResult look() {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return CheckResult.critical("cannot be looked at: " + e);
        }
    }
}
