// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one Paho client, so that they are daemons, can be ended, and do not dawdle.
 *
 * <p>Paho runs a connect thread (the first task that it executes) that starts a receiver, a sender and a callback
 * thread one after the other, and waits for each with {@code while (!running) sleep(100)}. That has two faults which
 * this class mends. It nearly always sleeps once, so that a connection takes 300 ms longer than its handshake: here the
 * sleeper is woken every half a millisecond. And it sleeps for ever if the started thread has come and gone meanwhile,
 * as the receiver does when a TLS 1.3 broker refuses our certificate (paho.mqtt.java #850): here the receiver's input
 * ({@link TlsLine}) waits for {@link #awaitConnector}, and interrupts come only after that, so that no started thread
 * can be gone before it was seen.
 *
 * <p>Paho renames the threads to {@code MQTT Con: clientId} and the like; its code offers no way around that.
 */
final class WireThreads extends ScheduledThreadPoolExecutor {
    /** Connect, receive, send, callback, disconnect, ping, this class' own two. */
    private static final int MOST = 8;

    private final CountDownLatch connectorDone = new CountDownLatch(1);
    private boolean connectorTaken;
    private boolean ending;
    private volatile @Nullable Thread connector;
    private volatile @Nullable Future<?> alarm;

    WireThreads(String name) {
        super(MOST, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        setRemoveOnCancelPolicy(true);
        // Paho may still want to ping or to disconnect when all is over.
        setRejectedExecutionHandler(new DiscardPolicy());
    }

    @Override
    public void execute(Runnable task) {
        boolean connects;
        synchronized (this) {
            connects = !connectorTaken;
            connectorTaken = true;
        }
        super.execute(connects ? () -> connect(task) : task);
    }

    private void connect(Runnable task) {
        connector = Thread.currentThread();
        try {
            task.run();
        } finally {
            connector = null;
            Future<?> alarm = this.alarm;
            if (alarm != null) {
                alarm.cancel(false);
            }
            connectorDone.countDown();
        }
    }

    @Override
    public Future<?> submit(Runnable task) {
        Future<?> started = super.submit(task);
        if (alarm == null) {
            alarm = scheduleWithFixedDelay(this::wakeConnector, 500, 500, TimeUnit.MICROSECONDS);
        }
        return started;
    }

    private void wakeConnector() {
        Thread sleeper = connector;
        if (sleeper != null && sleeper.getState() == Thread.State.TIMED_WAITING) {
            sleeper.interrupt();
        }
    }

    /** Waits until the connect thread has started the others, or has failed. */
    void awaitConnector() throws InterruptedException {
        connectorDone.await();
    }

    /**
     * Ends all threads as soon as the connect thread has come to its end, after {@code last}. Does not block; a second
     * call, by whichever thread, does nothing.
     */
    void end(Runnable last) {
        synchronized (this) {
            if (ending) {
                return;
            }
            ending = true;
            if (!connectorTaken) {
                connectorTaken = true;
                connectorDone.countDown();
            }
        }
        super.execute(() -> {
            try {
                awaitConnector();
                last.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                shutdownNow();
            }
        });
    }
}
