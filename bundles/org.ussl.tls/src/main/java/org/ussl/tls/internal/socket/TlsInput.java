// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads clear text; shakes hands first, and tells failures of TLS by their reason, also those that TLS 1.3 brings late.
 */
final class TlsInput extends InputStream {
    private static final int NOTHING = -2;

    private final TlsSocket socket;
    private volatile boolean received;
    private volatile int ahead = NOTHING;

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
        InputStream in = socket.establish().getInputStream();
        if (ahead != NOTHING && len > 0) {
            return takeAhead(b, off);
        }
        try {
            int count = in.read(b, off, len);
            received = true;
            return count;
        } catch (IOException e) {
            throw socket.failures().ofTransfer(e, socket.peer());
        }
    }

    /**
     * Reads what the peer has to say, for a write that failed before anything was ever received: a TLS 1.3 server
     * refuses a client's certificate only then, and closes. What is read is kept for the reader.
     */
    void lookAhead() throws IOException {
        if (!received && ahead == NOTHING) {
            int next = socket.establish().getInputStream().read();
            ahead = next;
            received = true;
        }
    }

    /** Whether the peer has ever said anything after the handshake. */
    boolean hasReceived() {
        return received;
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
        return socket.establish().getInputStream().available() + (ahead >= 0 ? 1 : 0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
