// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a visible file, as long as it is small enough and there is room for it. */
final class BoundedStream extends FilterOutputStream {

    private static final int TOO_LARGE = 552;

    private final FlashQuota quota;
    private long left;

    BoundedStream(OutputStream out, long most, FlashQuota quota) {
        super(out);
        left = most;
        this.quota = quota;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > left) {
            throw WriteRefusedException.because(
                    TOO_LARGE, "The file is larger than " + quota.maxFileBytes() + " bytes (maxUploadBytes)");
        }
        quota.take(length);
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw quota.explained(e);
        }
        left -= length;
    }
}
