// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

/**
 * Tells a full handshake from one that resumes a session, for every engine: in a full one a client judges a certificate
 * and a server signs. Engines do that inside of the calls that drive them, so the thread tells which handshake it is.
 */
public final class FullHandshake {
    private static final ThreadLocal<FullHandshake> CURRENT = new ThreadLocal<>();

    private volatile boolean seen;

    /** Called where certificates are judged and keys are used. */
    public static void mark() {
        FullHandshake current = CURRENT.get();
        if (current != null) {
            current.seen = true;
        }
    }

    /** Whether it was a full one so far. */
    public boolean isSeen() {
        return seen;
    }

    /** The calling thread drives this handshake until the result is closed. */
    public Driving drive() {
        CURRENT.set(this);
        return CURRENT::remove;
    }

    /** A call that drives a handshake. */
    @FunctionalInterface
    public interface Driving extends AutoCloseable {
        @Override
        void close();
    }
}
