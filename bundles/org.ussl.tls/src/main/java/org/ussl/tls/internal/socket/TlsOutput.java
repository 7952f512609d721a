// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.OutputStream;

/** Writes clear text; shakes hands first, and tells failures of TLS by their reason. */
final class TlsOutput extends OutputStream {
    private final TlsSocket socket;

    TlsOutput(TlsSocket socket) {
        this.socket = socket;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        OutputStream out = socket.establish().getOutputStream();
        try {
            out.write(b, off, len);
        } catch (IOException e) {
            throw socket.explain(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
