// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLEOFError;
import org.ussl.tls.SSLError;

/**
 * Reads clear text; shakes hands first, and tells failures of TLS by their reason, also those that TLS 1.3 brings late.
 */
final class TlsInput extends InputStream {
    private static final int NOTHING = -2;

    private final TlsSocket socket;
    private final Handshake handshake;
    private volatile boolean received;
    private volatile boolean shut;
    private volatile int ahead = NOTHING;
    private volatile @Nullable InputStream engaged;

    TlsInput(TlsSocket socket, Handshake handshake) {
        this.socket = socket;
        this.handshake = handshake;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (shut) {
            return -1;
        }
        InputStream in = stream();
        if (ahead != NOTHING && len > 0) {
            return takeAhead(b, off);
        }
        int count;
        try {
            count = in.read(b, off, len);
        } catch (IOException e) {
            if (shut) {
                return -1;
            }
            SSLError ended = handshake.ended();
            throw ended != null ? ended : socket.failures().ofTransfer(e, socket.peer());
        }
        received = true;
        if (count < 0) {
            requireProperEnd();
        }
        return count;
    }

    /** Engines take the end of the network for a proper end, which lets anybody on the way cut off what is to come. */
    private void requireProperEnd() throws SSLError {
        SSLError ended = handshake.ended();
        if (ended != null) {
            throw ended;
        }
        if (handshake.isCut()) {
            throw new SSLEOFError(
                    socket.peer() + ": cut the connection without closing TLS; what came may not be all",
                    socket.peer(),
                    null);
        }
    }

    /**
     * Reads what the peer has to say, for a write that failed before anything was ever received: a TLS 1.3 server
     * refuses a client's certificate only then, and closes. What is read is kept for the reader.
     */
    void lookAhead() throws IOException {
        if (!received) {
            isAtEnd();
        }
    }

    /** Waits for the peer's next byte, which stays to be read, or for its proper end. */
    boolean isAtEnd() throws IOException {
        if (ahead == NOTHING) {
            ahead = read();
        }
        return ahead < 0;
    }

    /** Whether the peer has ever said anything after the handshake. */
    boolean hasReceived() {
        return received;
    }

    /** What the peer still sends when the user has closed; drops what was kept for the reader. */
    int readDropped(byte[] b) throws IOException {
        ahead = ahead == -1 ? -1 : NOTHING;
        return ahead == -1 ? -1 : inner().read(b);
    }

    private InputStream inner() throws IOException {
        SSLSocket tls = handshake.establish().tls();
        InputStream in = engaged;
        if (in == null) {
            try {
                in = tls.getInputStream();
            } catch (IOException e) {
                SSLError ended = handshake.ended();
                throw ended != null ? ended : e; // Ended between the two lines.
            }
            engaged = in;
        }
        return in;
    }

    /** The engine's stream, asked for once: JSSE's sockets do not give it any more after the peer has closed. */
    private InputStream stream() throws IOException {
        if (handshake.isAbandoned()) {
            throw new SocketException("Socket is closed");
        }
        return inner();
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
        return shut ? 0 : stream().available() + (ahead >= 0 ? 1 : 0);
    }

    /** From now on all reads say that it is the end. */
    void shutDown() {
        shut = true;
    }

    boolean isShutDown() {
        return shut;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
