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
    private final int size;
    private final Semaphore places;

    /**
     * Opens.
     *
     * @param size how many places there are; 1 or more
     */
    public Admission(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("maxHandshakes: must be 1 or more, not " + size);
        }
        this.size = size;
        this.places = new Semaphore(size, true);
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

    /** A place that is taken. */
    @FunctionalInterface
    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
