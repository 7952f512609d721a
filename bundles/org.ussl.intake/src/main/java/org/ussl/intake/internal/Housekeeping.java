// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is due by the clock on the wall. It looks often instead of sleeping until the next instant that is due: a
 * timer of the JVM stands still while the machine is suspended, and knows nothing of a clock that is set.
 */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofSeconds(10);

    private final ScheduledThreadPoolExecutor executor;

    Housekeeping(String name, Runnable work) {
        this(name, work, () -> false);
    }

    /** Ends its thread also by itself, as soon as it is over. */
    @SuppressWarnings("FutureReturnValueIgnored") // The work catches what it throws, and close() ends it.
    Housekeeping(String name, Runnable work, BooleanSupplier over) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.scheduleWithFixedDelay(() -> doOrEnd(work, over), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void doOrEnd(Runnable work, BooleanSupplier over) {
        if (over.getAsBoolean()) {
            executor.shutdown();
        } else {
            safely(work);
        }
    }

    private static void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // An exception would end the schedule. A store that is being stopped is the usual reason.
            LOG.warn("what is due could not be done; it is tried again", e);
        }
    }

    /** Ends its thread. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
