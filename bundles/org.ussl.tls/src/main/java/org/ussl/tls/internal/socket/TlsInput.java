// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;

/**
 * Reads clear text; shakes hands first, and tells failures of TLS by their reason, also those that TLS 1.3 brings late.
 */
final class TlsInput extends InputStream {
    private static final int NOTHING = -2;

    private final TlsSocket socket;
    private volatile boolean received;
    private volatile int ahead = NOTHING;
    private volatile @Nullable InputStream engaged;

    TlsInput(TlsSocket socket) {
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        InputStream in = stream();
        if (ahead != NOTHING && len > 0) {
            return takeAhead(b, off);
        }
        try {
            int count = in.read(b, off, len);
            received = true;
            SSLError ended = count < 0 ? socket.ended() : null;
            if (ended != null) {
                throw ended;
            }
            return count;
        } catch (IOException e) {
            throw socket.explainRead(e);
        }
    }

    /**
     * Reads what the peer has to say, for a write that failed before anything was ever received: a TLS 1.3 server
     * refuses a client's certificate only then, and closes. What is read is kept for the reader.
     */
    void lookAhead() throws IOException {
        if (!received && ahead == NOTHING) {
            int next = stream().read();
            ahead = next;
            received = true;
        }
    }

    /** Whether the peer has ever said anything after the handshake. */
    boolean hasReceived() {
        return received;
    }

    /** The engine's stream, asked for once: JSSE's sockets do not give it any more after the peer has closed. */
    private InputStream stream() throws IOException {
        SSLSocket tls = socket.establish();
        InputStream in = engaged;
        if (in == null) {
            in = tls.getInputStream();
            engaged = in;
        }
        return in;
    }

    private int takeAhead(byte[] b, int off) {
        int next = ahead;
        if (next < 0) {
            return -1;
        }
        ahead = NOTHING;
        b[off] = (byte) next;
        return 1;
    }

    @Override
    public int available() throws IOException {
        return stream().available() + (ahead >= 0 ? 1 : 0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
