// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;

/** Writes clear text; shakes hands first, and tells failures of TLS by their reason. */
final class TlsOutput extends OutputStream {
    private final TlsSocket socket;
    private final Handshake handshake;
    private final TlsInput input;
    private final ReentrantLock writing;
    private @Nullable OutputStream engaged;

    /**
     * Writes on a socket.
     *
     * @param input reads what the peer has said when a write fails
     * @param writing held by whoever writes, who may be stuck with a peer that does not read
     */
    TlsOutput(TlsSocket socket, Handshake handshake, TlsInput input, ReentrantLock writing) {
        this.socket = socket;
        this.handshake = handshake;
        this.input = input;
        this.writing = writing;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        if (handshake.isAbandoned()) {
            throw new SocketException("Socket is closed");
        }
        SSLSocket tls = handshake.establish().tls();
        writing.lock();
        try {
            if (socket.isOutputShutdown()) {
                throw new SocketException("Socket output is shutdown");
            }
            inner(tls).write(b, off, len);
        } catch (IOException e) {
            throw explain(e);
        } finally {
            writing.unlock();
            endIfOver();
        }
    }

    /** Who ends a connection leaves it to a writer at work to say goodbye. */
    private void endIfOver() {
        Handshake.Established up = handshake.established();
        if (up != null && up.connection().ended() != null) {
            up.wire().cut();
        }
    }

    /** The engine's stream, asked for once; JSSE's sockets take a lock to give it. */
    private OutputStream inner(SSLSocket tls) throws IOException {
        OutputStream out = engaged;
        if (out == null) {
            out = tls.getOutputStream();
            engaged = out;
        }
        return out;
    }

    /**
     * Tells why a write failed. Where the peer has closed on us, its alert may lie unread in the socket: in TLS 1.3
     * that is how a server refuses a client's certificate, and a bare "broken pipe" would hide it.
     */
    private IOException explain(IOException failure) {
        SSLError ended = handshake.ended();
        if (ended != null) {
            return ended;
        }
        Failures failures = socket.failures();
        if (!(failure instanceof SocketException) || handshake.isAbandoned() || socket.isOutputShutdown()) {
            return failures.ofTransfer(failure, socket.peer());
        }
        try {
            lookAhead();
        } catch (SSLException alert) {
            IOException explained = failures.ofTransfer(alert, socket.peer());
            explained.addSuppressed(failure);
            return explained;
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return input.hasReceived() ? failure : failures.ofCut(failure, socket.peer());
    }

    /** Looks for what the peer has said; waits for it no longer than a second. */
    private void lookAhead() throws IOException {
        Handshake.Established up = handshake.established();
        if (up != null) {
            up.wire().lookAhead(input);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
