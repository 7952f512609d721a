// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a full handshake from one that resumes a session, for every engine: in a full one a client judges a certificate
 * and a server signs. Engines do that inside of the calls that drive them, so the thread tells which handshake it is.
 * By the same way the judge learns whom the client wants: engines have ideas of their own about that, and Conscrypt
 * takes the name that its user asks for by SNI.
 */
public final class FullHandshake {
    private static final ThreadLocal<FullHandshake> CURRENT = new ThreadLocal<>();

    private final @Nullable String host;
    private volatile boolean seen;
    private volatile @Nullable GeneralSecurityException unsigned;

    /**
     * A handshake to come.
     *
     * @param host the name that a client expects; {@code null} if it expects none
     */
    public FullHandshake(@Nullable String host) {
        this.host = host;
    }

    /** The name that is expected in the handshake that this thread drives; {@code null} if none is. */
    public static @Nullable String expectedHost() {
        FullHandshake current = CURRENT.get();
        return current == null ? null : current.host;
    }

    /** Called where certificates are judged and keys are used. */
    public static void mark() {
        FullHandshake current = CURRENT.get();
        if (current != null) {
            current.seen = true;
        }
    }

    /** Called where a key could not be used; not every engine passes on what is thrown there. */
    public static void markUnsigned(GeneralSecurityException reason) {
        FullHandshake current = CURRENT.get();
        if (current != null) {
            current.unsigned = reason;
        }
    }

    /** Why our key could not sign; {@code null} if it could, or was not asked to. */
    public @Nullable GeneralSecurityException unsigned() {
        return unsigned;
    }

    /** Whether it was a full one so far. */
    public boolean isSeen() {
        return seen;
    }

    /**
     * The calling thread drives this handshake until the result is closed, and then the one that it drove before: an
     * application's own check may ask somebody over TLS.
     */
    public Driving drive() {
        FullHandshake before = CURRENT.get();
        CURRENT.set(this);
        return before == null ? CURRENT::remove : () -> CURRENT.set(before);
    }

    /** A call that drives a handshake. */
    @FunctionalInterface
    public interface Driving extends AutoCloseable {
        @Override
        void close();
    }
}
