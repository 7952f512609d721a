// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSocket;

/** Writes clear text; shakes hands first, and tells failures of TLS by their reason. */
final class TlsOutput extends OutputStream {
    private final TlsSocket socket;
    private final ReentrantLock writing = new ReentrantLock();

    TlsOutput(TlsSocket socket) {
        this.socket = socket;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        SSLSocket tls = socket.establish();
        writing.lock();
        try {
            tls.getOutputStream().write(b, off, len);
        } catch (IOException e) {
            throw socket.explain(e);
        } finally {
            writing.unlock();
        }
    }

    /** Held by whoever writes, who may be stuck with a peer that does not read. */
    ReentrantLock writing() {
        return writing;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
