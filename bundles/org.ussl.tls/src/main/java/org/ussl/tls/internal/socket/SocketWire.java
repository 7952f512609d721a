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
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.internal.live.Wire;

/** TLS on a plain socket, and the ways to end it. None of them waits for longer than a second. */
final class SocketWire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(SocketWire.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String TLS_1_3 = "TLSv1.3";

    private final SSLSocket tls;
    private final Socket plain;
    private final Carrier carrier;
    private final ReentrantLock writing;
    private final Deadlines deadlines;
    private final boolean canHalfClose;

    /**
     * Whether the engine's close waits for the peer's goodbye. It does before TLS 1.3; since then SunJSSE waits only
     * where there is a timeout, so that setting one here would cost each connection a wait.
     */
    private final boolean awaitsGoodbye;

    private volatile boolean outputShutdown;

    /**
     * Takes the sockets.
     *
     * @param carrier what TLS sits on, on the plain socket
     * @param writing held by whoever writes
     * @param canHalfClose whether the engine can close one direction alone
     */
    SocketWire(
            SSLSocket tls,
            Socket plain,
            Carrier carrier,
            ReentrantLock writing,
            Deadlines deadlines,
            boolean canHalfClose) {
        this.canHalfClose = canHalfClose;
        this.tls = tls;
        this.plain = plain;
        this.carrier = carrier;
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

    @Override
    public boolean demandsCertificate() {
        return tls.getNeedClientAuth();
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

    /** Looks for what the peer has said; waits for it no longer than a second. */
    void lookAhead(TlsInput input) throws IOException {
        int timeout = plain.getSoTimeout();
        boundReads();
        try {
            input.lookAhead();
        } finally {
            unbound(timeout);
        }
    }

    /** For the reads of a connection that ends: an engine may read what the peer still sends. */
    private void boundReads() throws SocketException {
        if (!plain.isClosed()) {
            int limit = (int) TIMEOUT.toMillis();
            int timeout = plain.getSoTimeout();
            plain.setSoTimeout(timeout == 0 ? limit : Math.min(timeout, limit));
        }
    }

    private void unbound(int timeout) {
        try {
            plain.setSoTimeout(timeout);
        } catch (SocketException e) {
            LOG.debug("the socket was closed meanwhile", e); // What the reads have found counts.
        }
    }

    /** Says goodbye, and goes on reading. */
    void halfClose(String peer) throws IOException {
        if (!canHalfClose) {
            throw new SSLError(
                    Reason.UNSUPPORTED,
                    "unsupported: the engine of this connection cannot close one direction alone; see docs/engines.md",
                    peer,
                    null,
                    null);
        }
        writing.lock();
        try {
            tls.shutdownOutput();
            outputShutdown = true;
        } finally {
            writing.unlock();
        }
    }

    /** Whether the user has closed this direction. */
    boolean isOutputShutdown() {
        return outputShutdown;
    }

    /** Says goodbye and waits for the peer's, so that the plain socket has nothing of TLS on it any more. */
    void comeOff(TlsInput input, Duration timeout, String peer) throws IOException {
        try (Deadlines.Watch watch = deadlines.watch(plain, timeout)) {
            halfClose(peer);
            carrier.release();
            if (!input.isAtEnd()) {
                throw new SSLError(
                        Reason.OTHER,
                        peer + ": still sends data over TLS; read to the end and unwrap again",
                        peer,
                        null,
                        null);
            }
        }
    }

    /** Says goodbye and leaves the plain socket open; what the peer still sends until its own goodbye is dropped. */
    void leave(TlsInput input) throws IOException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        int timeout = plain.getSoTimeout();
        carrier.release();
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
            unbound(timeout);
        }
    }

    /**
     * Says goodbye and closes. A writer at work does that when it is done, because it comes here then; if it is stuck
     * with a peer that does not read, the connection is cut in a second.
     */
    @Override
    public void cut() {
        if (!writing.tryLock()) {
            deadlines.cutAfter(plain, TIMEOUT);
            return;
        }
        try (Deadlines.Watch watch = deadlines.watch(plain, TIMEOUT)) {
            endOutput();
            dropUnread();
        } catch (IOException e) {
            LOG.debug("saying goodbye on a connection that is being closed", e);
        } finally {
            writing.unlock();
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
