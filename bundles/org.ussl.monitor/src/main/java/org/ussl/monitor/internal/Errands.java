// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one piece of work again after each change, in a thread of its own, so that nobody who makes a change waits for
 * it. Changes that come before the work has begun are done together. The thread ends when there is nothing to do.
 */
final class Errands implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);
    private static final Duration END = Duration.ofSeconds(10);

    private final Runnable work;
    private final ThreadPoolExecutor executor;
    private final AtomicBoolean waiting = new AtomicBoolean();

    Errands(String name, Runnable work) {
        this.work = work;
        executor = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                // A change may still be told of while this goes down.
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
    }

    /** Something has changed. Returns at once. */
    void due() {
        if (waiting.compareAndSet(false, true)) {
            executor.execute(() -> {
                waiting.set(false); // Before the work: a change in the meantime makes it due again.
                try {
                    work.run();
                } catch (RuntimeException e) {
                    // A store that is being stopped is the usual reason; the next change does it.
                    LOG.warn("what a change needs could not be done", e);
                }
            });
        }
    }

    /** Waits until work that has begun is done, and ends the thread. */
    @Override
    public void close() {
        // Not interrupted: what it asks a service for may be a file's channel, which an interrupt closes.
        executor.shutdown();
        executor.getQueue().clear();
        try {
            if (!executor.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} is still busy", executor);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
