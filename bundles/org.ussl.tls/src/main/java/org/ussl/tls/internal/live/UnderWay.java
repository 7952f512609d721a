// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The handshakes that have begun and not ended, of sockets, and of engines since they were made. A handshake uses the
 * key of the version that it began with, and a store takes its keys back when it stops: so a store that is let go is
 * held up until those that may use its keys are over, and no connection is refused because stores changed places.
 */
public final class UnderWay {
    /** Weak, because an engine may be thrown away in the middle of its handshake. Guarded by this. */
    private final Set<Handshake> begun = Collections.newSetFromMap(new WeakHashMap<>());

    /** A handshake begins, and will read the version in use after this; it ends with {@code close}. */
    public synchronized Handshake begin() {
        Handshake handshake = new Handshake();
        begun.add(handshake);
        return handshake;
    }

    private synchronized void end(Handshake handshake) {
        begun.remove(handshake);
        notifyAll();
    }

    /**
     * Waits until all that have begun by now are over; not for those that begin meanwhile.
     *
     * @param most for how long at most
     * @return whether they are
     */
    public synchronized boolean awaitEnd(Duration most) throws InterruptedException {
        Set<Handshake> earlier = new HashSet<>(begun);
        long deadline = System.nanoTime() + most.toNanos();
        while (earlier.stream().anyMatch(begun::contains)) {
            long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /** One that has begun. */
    public final class Handshake implements AutoCloseable {
        private Handshake() {}

        @Override
        public void close() {
            end(this);
        }
    }
}
