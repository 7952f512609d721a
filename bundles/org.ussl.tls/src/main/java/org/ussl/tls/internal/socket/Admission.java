// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;

/**
 * How many handshakes of listeners' sockets are under way at once. Whoever finds no place waits for one until its
 * handshake's deadline and is refused then. A client takes its place with its first message: one that connects and says
 * nothing, or drips, waits outside.
 */
public final class Admission {
    private final Places places = new Places();
    private volatile int size;

    /**
     * Opens.
     *
     * @param size how many places there are; 1 or more
     */
    public Admission(int size) {
        resize(size);
    }

    /** Has more or fewer places from now on; who is inside stays. */
    public synchronized void resize(int newSize) {
        if (newSize < 1) {
            throw new IllegalArgumentException("maxHandshakes: must be 1 or more, not " + newSize);
        }
        int more = newSize - size;
        size = newSize;
        if (more > 0) {
            places.release(more);
        } else {
            places.reducePermits(-more);
        }
    }

    /** Waits for a place; closing it gives it back. */
    Place enter(long nanos, String peer) throws SSLError, InterruptedIOException {
        try {
            if (!places.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
                throw new SSLError(
                        Reason.BUSY,
                        peer + ": refused, because " + size
                                + " other handshakes were under way until its deadline; raise maxHandshakes of"
                                + " org.ussl.tls, or see who connects",
                        peer,
                        null,
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(peer + ": interrupted while waiting to shake hands");
        }
        return places::release;
    }

    /** First come, first served; there may be fewer than none for a while. */
    private static final class Places extends Semaphore {
        private static final long serialVersionUID = 1L;

        Places() {
            super(0, true);
        }

        @Override
        protected void reducePermits(int reduction) {
            super.reducePermits(reduction);
        }
    }

    /** A place that is taken. */
    @FunctionalInterface
    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
