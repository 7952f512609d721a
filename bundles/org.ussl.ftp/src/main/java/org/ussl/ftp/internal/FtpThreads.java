// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All threads of one server. FtpServer and MINA make their own, do not let anybody name them, and do not wait for them
 * when they stop; but a thread inherits its maker's group, so what is started from one of these threads can be found,
 * named and waited for.
 */
final class FtpThreads implements ThreadFactory {

    private static final Logger LOG = LoggerFactory.getLogger(FtpThreads.class);

    private static final String PREFIX = "ussl-ftp";

    private final ThreadGroup group = new ThreadGroup(PREFIX);

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(group, task, PREFIX);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs something that may block and that nobody waits for. */
    void start(Runnable task) {
        newThread(task).start();
    }

    /** Gives the current thread, which may be FtpServer's or MINA's, a name of ours. */
    static void adopt() {
        adopt(Thread.currentThread());
    }

    /** The same for all of the group. */
    void adoptAll() {
        alive().forEach(FtpThreads::adopt);
    }

    /** Wakes the threads that sleep or wait. */
    void interruptWaiting() {
        for (Thread thread : alive()) {
            // MINA's own threads end by themselves, and say so loudly if they are interrupted.
            if (!thread.getName().contains("Nio") && thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }

    /** Waits until all have ended; warns of those that have not. */
    void join(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<Thread> left = alive();
        // Again and again, because one that ends may have started another.
        while (!left.isEmpty() && System.nanoTime() < end) {
            for (Thread thread : left) {
                thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
            left = alive();
        }
        left.forEach(
                thread -> LOG.warn("{} still waits for its client and ends when that times out", thread.getName()));
    }

    private List<Thread> alive() {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        List<Thread> alive = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (threads[i] != Thread.currentThread()) {
                alive.add(threads[i]);
            }
        }
        return alive;
    }

    private static void adopt(Thread thread) {
        if (!thread.getName().startsWith(PREFIX)) {
            thread.setName(PREFIX + "-" + thread.getName());
        }
    }
}
