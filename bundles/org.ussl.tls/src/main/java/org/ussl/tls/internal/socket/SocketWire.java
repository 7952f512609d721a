// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.internal.live.Wire;

/** A connection on a socket. */
final class SocketWire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(SocketWire.class);
    private static final Duration CUT_TIMEOUT = Duration.ofSeconds(1);

    private final SSLSocket tls;
    private final Socket plain;
    private final ReentrantLock writing;
    private final Deadlines deadlines;

    /**
     * Takes both sockets.
     *
     * @param writing held by whoever writes
     */
    SocketWire(SSLSocket tls, Socket plain, ReentrantLock writing, Deadlines deadlines) {
        this.tls = tls;
        this.plain = plain;
        this.writing = writing;
        this.deadlines = deadlines;
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
     * Says goodbye unless a writer is at work, who may be stuck with a peer that does not read, and closes. The
     * deadline is for a peer that stops reading in this very moment.
     */
    @Override
    public void cut() {
        try (Deadlines.Watch watch = deadlines.watch(plain, CUT_TIMEOUT)) {
            if (writing.tryLock()) {
                try {
                    tls.shutdownOutput();
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
