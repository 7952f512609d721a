// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads clear text; shakes hands first, and tells failures of TLS by their reason, also those that TLS 1.3 brings late.
 */
final class TlsInput extends InputStream {
    private final TlsSocket socket;

    TlsInput(TlsSocket socket) {
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        InputStream in = socket.establish().getInputStream();
        try {
            return in.read();
        } catch (IOException e) {
            throw Failures.ofTransfer(e, socket.peer());
        }
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        InputStream in = socket.establish().getInputStream();
        try {
            return in.read(b, off, len);
        } catch (IOException e) {
            throw Failures.ofTransfer(e, socket.peer());
        }
    }

    @Override
    public int available() throws IOException {
        return socket.establish().getInputStream().available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
