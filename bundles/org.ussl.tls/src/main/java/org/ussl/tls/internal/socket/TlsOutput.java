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
    private final TlsInput input;
    private final ReentrantLock writing = new ReentrantLock();
    private @Nullable OutputStream engaged;

    TlsOutput(TlsSocket socket, TlsInput input) {
        this.socket = socket;
        this.input = input;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        if (socket.isClosedByUser()) {
            throw new SocketException("Socket is closed");
        }
        SSLSocket tls = socket.establish();
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

    /** Held by whoever writes, who may be stuck with a peer that does not read. */
    ReentrantLock writing() {
        return writing;
    }

    /**
     * Tells why a write failed. Where the peer has closed on us, its alert may lie unread in the socket: in TLS 1.3
     * that is how a server refuses a client's certificate, and a bare "broken pipe" would hide it.
     */
    private IOException explain(IOException failure) {
        SSLError ended = socket.ended();
        if (ended != null) {
            return ended;
        }
        Failures failures = socket.failures();
        if (!(failure instanceof SocketException) || socket.isClosedByUser() || socket.isOutputShutdown()) {
            return failures.ofTransfer(failure, socket.peer());
        }
        try {
            socket.lookAhead();
        } catch (SSLException alert) {
            IOException explained = failures.ofTransfer(alert, socket.peer());
            explained.addSuppressed(failure);
            return explained;
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return input.hasReceived() ? failure : failures.ofCut(failure, socket.peer());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
