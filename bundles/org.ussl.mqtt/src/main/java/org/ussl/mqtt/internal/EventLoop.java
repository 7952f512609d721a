// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread on which a state machine's events run one after the other, with one timer. */
final class EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private final ScheduledThreadPoolExecutor executor;
    /** Belongs to the thread. */
    private @Nullable Future<?> timer;

    EventLoop(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        // Events of wires may come when all is over.
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Runs an event after those that came before; called by any thread, never blocks. */
    void later(Runnable event) {
        executor.execute(() -> guarded(event));
    }

    /** Sets the timer, in place of what it was set to; called by an event. */
    void after(Duration delay, Runnable event) {
        cancelTimer();
        timer = executor.schedule(
                () -> {
                    timer = null;
                    guarded(event);
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    boolean isTimerSet() {
        return timer != null;
    }

    void end() {
        executor.shutdownNow();
    }

    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.error("{}: an event failed", Thread.currentThread().getName(), e);
        }
    }
}
