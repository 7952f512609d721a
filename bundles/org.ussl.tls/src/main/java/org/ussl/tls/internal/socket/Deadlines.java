// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a connection whose handshake or close takes too long. SO_TIMEOUT cannot do that: it starts anew with every byte
 * that a slow peer sends, and it does not bound a write.
 */
public final class Deadlines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

    private final ScheduledThreadPoolExecutor timer;

    /** Starts the one thread that watches. */
    public Deadlines() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "ussl-tls-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Closes a socket after a time, unless the returned watch is ended before. After {@link #close} nothing is watched
     * any more: what is closing then is bounded by the caller's own SO_TIMEOUT.
     */
    public Watch watch(Socket socket, Duration time) {
        Watch watch = new Watch();
        if (!timer.isShutdown()) {
            watch.task = timer.schedule(() -> watch.cut(socket), time.toNanos(), TimeUnit.NANOSECONDS);
        }
        return watch;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One deadline under way. */
    public static final class Watch implements AutoCloseable {
        private final AtomicBoolean decided = new AtomicBoolean();
        private volatile boolean expired;
        private @Nullable Future<?> task;

        /** Whether the deadline has cut the connection. */
        public boolean hasExpired() {
            return expired;
        }

        /** Ends the watch; a deadline that comes later does nothing. */
        @Override
        public void close() {
            decided.set(true);
            if (task != null) {
                task.cancel(false);
            }
        }

        private void cut(Socket socket) {
            if (decided.compareAndSet(false, true)) {
                expired = true;
                try {
                    socket.close();
                } catch (IOException e) {
                    LOG.debug("closing a socket at its deadline", e);
                }
            }
        }
    }
}
