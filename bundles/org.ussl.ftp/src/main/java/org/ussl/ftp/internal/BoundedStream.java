// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Refuses to write more than it may. */
final class BoundedStream extends FilterOutputStream {

    private long left;

    BoundedStream(OutputStream out, long most) {
        super(out);
        left = most;
    }

    @Override
    public void write(int b) throws IOException {
        take(1);
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        take(length);
        out.write(bytes, offset, length);
    }

    private void take(int length) throws IOException {
        if (length > left) {
            throw new IOException("The file is larger than maxUploadBytes allows");
        }
        left -= length;
    }
}
