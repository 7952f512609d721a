// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does one thing after the other, now or later; once it is closed, what comes is let go. */
public final class Chores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final ScheduledExecutorService thread;

    /**
     * Makes one.
     *
     * @param name the thread's name
     */
    public Chores(String name) {
        this(name, threads(name));
    }

    Chores(String name, ThreadFactory threads) {
        this.name = name;
        ScheduledThreadPoolExecutor single = new ScheduledThreadPoolExecutor(1, threads);
        single.setRemoveOnCancelPolicy(true);
        thread = single;
    }

    /**
     * What makes a feed's usual threads.
     *
     * @param name the beginning of their names
     * @return daemons
     */
    public static ThreadFactory threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread made = new Thread(task, name + "-" + count.incrementAndGet());
            made.setDaemon(true);
            return made;
        };
    }

    /**
     * Does something as soon as what came before is done.
     *
     * @param task what
     */
    public void soon(Runnable task) {
        after(Duration.ZERO, task);
    }

    /**
     * Does something later.
     *
     * @param wait how much later
     * @param task what
     */
    public void after(Duration wait, Runnable task) {
        try {
            var unused = thread.schedule(() -> guarded(task), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: closed already", name, e);
        }
    }

    /**
     * Does something again and again.
     *
     * @param pause how long after it was done
     * @param task what
     */
    public void every(Duration pause, Runnable task) {
        after(pause, () -> {
            task.run();
            every(pause, task);
        });
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("{}: {}", name, e.getMessage(), e);
        }
    }

    /** Interrupts what is being done and waits for its end. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{}: its thread does not end", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
