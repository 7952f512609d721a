// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a visible file, as long as it is small enough, there is room for it, and it comes fast enough. It says that it
 * is buffered, or FtpServer would put a buffer before it, which holds back what comes slowly.
 */
final class BoundedStream extends BufferedOutputStream {

    private static final int SLOW = 426;

    private static final int TOO_LARGE = 552;

    private final FlashQuota quota;
    private final Pace pace;
    private long left;

    BoundedStream(OutputStream out, long most, FlashQuota quota, Pace pace) {
        super(out, 1);
        left = most;
        this.quota = quota;
        this.pace = pace;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!pace.moved(length)) {
            throw WriteRefusedException.because(
                    SLOW, "The upload is slower than minUploadBytesPerSecond allows, and was broken off");
        }
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
