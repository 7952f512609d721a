// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.internal.live.Wire;

/** TLS on a plain socket, and the ways to end it. None of them waits for longer than a second. */
final class SocketWire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(SocketWire.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String TLS_1_3 = "TLSv1.3";

    private final SSLSocket tls;
    private final Socket plain;
    private final ReentrantLock writing;
    private final Deadlines deadlines;
    private final boolean canHalfClose;

    /**
     * Whether the engine's close waits for the peer's goodbye. It does before TLS 1.3; since then SunJSSE waits only
     * where there is a timeout, so that setting one here would cost each connection a wait.
     */
    private final boolean awaitsGoodbye;

    /**
     * Takes both sockets.
     *
     * @param writing held by whoever writes
     * @param canHalfClose whether the engine can close one direction alone
     */
    SocketWire(SSLSocket tls, Socket plain, ReentrantLock writing, Deadlines deadlines, boolean canHalfClose) {
        this.canHalfClose = canHalfClose;
        this.tls = tls;
        this.plain = plain;
        this.writing = writing;
        this.deadlines = deadlines;
        this.awaitsGoodbye = !TLS_1_3.equals(tls.getSession().getProtocol());
    }

    @Override
    public SSLSession session() {
        return tls.getSession();
    }

    @Override
    public @Nullable String alpn() {
        return tls.getApplicationProtocol();
    }

    /**
     * Says goodbye and closes. A writer that is stuck with a peer that does not read is waited for no longer than a
     * second; the deadline is for a peer that stops reading while we say it.
     */
    void close() throws IOException {
        try (Deadlines.Watch watch = deadlines.watch(plain, TIMEOUT)) {
            try {
                if (awaitsGoodbye || plain.getSoTimeout() > 0) {
                    boundReads();
                }
                if (writing.tryLock(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    try {
                        tls.close();
                    } finally {
                        writing.unlock();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                if (!watch.hasExpired() && !plain.isClosed()) {
                    throw e;
                }
            }
        } finally {
            plain.close();
        }
    }

    /** For the reads of a connection that ends: an engine may read what the peer still sends. */
    void boundReads() throws SocketException {
        if (!plain.isClosed()) {
            int limit = (int) TIMEOUT.toMillis();
            int timeout = plain.getSoTimeout();
            plain.setSoTimeout(timeout == 0 ? limit : Math.min(timeout, limit));
        }
    }

    /** Says goodbye and leaves the plain socket open; what the peer still sends until its own goodbye is dropped. */
    void leave(TlsInput input) throws IOException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        int timeout = plain.getSoTimeout();
        writing.lock();
        try {
            endOutput();
            boundReads();
            byte[] dropped = new byte[1024];
            while (System.nanoTime() - deadline < 0 && input.readDropped(dropped) >= 0) {
                LOG.trace("dropping what comes after the goodbye");
            }
        } catch (SSLException | SocketTimeoutException e) {
            LOG.debug("no goodbye from the peer", e);
        } finally {
            writing.unlock();
            if (!plain.isClosed()) {
                plain.setSoTimeout(timeout);
            }
        }
    }

    /** Says goodbye unless a writer is at work, and closes. */
    @Override
    public void cut() {
        try (Deadlines.Watch watch = deadlines.watch(plain, TIMEOUT)) {
            if (writing.tryLock()) {
                try {
                    endOutput();
                    dropUnread();
                } finally {
                    writing.unlock();
                }
            }
        } catch (IOException e) {
            LOG.debug("saying goodbye on a connection that is being closed", e);
        }
        try {
            plain.close();
        } catch (IOException e) {
            LOG.debug("closing a connection", e);
        }
    }

    private void endOutput() throws IOException {
        if (canHalfClose) {
            tls.shutdownOutput();
        } else {
            tls.close(); // The other engines say goodbye here, and do not wait for an answer.
        }
    }

    /** A system that closes with unread data resets the connection, and the goodbye would be lost. */
    private void dropUnread() throws IOException {
        InputStream in = plain.getInputStream();
        int unread = in.available();
        if (unread > 0) {
            long skipped = in.skip(unread);
            LOG.trace("dropped {} of {} bytes that nobody will read", skipped, unread);
        }
    }
}
