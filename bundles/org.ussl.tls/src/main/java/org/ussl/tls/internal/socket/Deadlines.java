// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a connection whose handshake or close takes too long. SO_TIMEOUT cannot do that: it starts anew with every byte
 * that a slow peer sends, and it does not bound a write.
 *
 * <p>A deadline is looked at every {@value #TICK_MILLIS} ms while there is one, and never otherwise. A timer task for
 * each would wake a thread for every handshake, most of which are over long before their deadline.
 */
public final class Deadlines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
    private static final int TICK_MILLIS = 50;

    private final ScheduledThreadPoolExecutor timer;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ticking = new AtomicBoolean();

    /** Makes the one thread that watches. */
    public Deadlines() {
        timer = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, "ussl-tls-deadlines");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Closes a socket after a time, unless the returned watch is ended before. After {@link #close} nothing is watched
     * any more: what is closing then is bounded by the caller's own SO_TIMEOUT.
     */
    public Watch watch(Socket socket, Duration time) {
        Watch watch = new Watch(socket, System.nanoTime() + time.toNanos());
        add(watch);
        return watch;
    }

    /** Closes a socket after a time, unless that has happened by then. */
    void cutAfter(Socket socket, Duration time) {
        add(new Watch(socket, System.nanoTime() + time.toNanos()));
    }

    private void add(Watch watch) {
        watches.add(watch);
        tickOn();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void tickOn() {
        if (ticking.compareAndSet(false, true)) {
            Future<?> unused = timer.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        long now = System.nanoTime();
        for (Watch watch : watches) {
            if (now - watch.deadline >= 0) {
                watch.cut();
            }
        }
        ticking.set(false);
        if (!watches.isEmpty()) {
            tickOn();
        }
    }

    /** One deadline under way. */
    public final class Watch implements AutoCloseable {
        private final Socket socket;
        private final long deadline;
        private volatile boolean expired;

        private Watch(Socket socket, long deadline) {
            this.socket = socket;
            this.deadline = deadline;
        }

        /** Whether the deadline has cut the connection. */
        public boolean hasExpired() {
            return expired;
        }

        /** How long it is until the deadline; not more than zero if it has come. */
        public long remainingNanos() {
            return deadline - System.nanoTime();
        }

        /** Ends the watch; a deadline that comes later does nothing. */
        @Override
        public void close() {
            watches.remove(this);
        }

        private void cut() {
            if (watches.remove(this)) { // Not if it was ended in this very moment.
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
