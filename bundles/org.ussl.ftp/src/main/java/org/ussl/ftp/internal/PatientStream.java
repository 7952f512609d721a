// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an upload to its end, although it has been refused by then: what comes is thrown away, and the refusal is told
 * when the stream is closed. If the data connection were closed with bytes on it that nobody has read, the client would
 * fail while it writes ("Broken pipe"), and many a client shows that and never reads the reply that says why. It says
 * that it is buffered, or FtpServer would put a buffer before it, which holds back what comes slowly.
 */
final class PatientStream extends BufferedOutputStream {

    private static final Logger LOG = LoggerFactory.getLogger(PatientStream.class);

    private static final int SLOW = 426;

    private final String path;
    private final Pace pace;
    private long patience;
    private @Nullable IOException refusal;
    private boolean told;

    /** What a file is opened by, which may be refused, too. */
    interface Opening {
        OutputStream open() throws IOException;
    }

    /** After a refusal so many bytes are thrown away; with more than that, the upload is broken off. */
    PatientStream(String path, Opening opening, long patience, Pace pace) {
        super(OutputStream.nullOutputStream(), 1);
        this.path = path;
        this.patience = patience;
        this.pace = pace;
        try {
            out = opening.open();
        } catch (IOException e) {
            refuse(e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!pace.moved(length)) {
            throw refusal != null
                    ? tell(refusal)
                    : WriteRefusedException.because(
                            SLOW, "The upload is slower than minUploadBytesPerSecond allows, and was broken off");
        }
        IOException reason = refusal == null ? written(bytes, offset, length) : refusal;
        if (reason != null) {
            patience -= length;
            if (patience < 0) {
                throw tell(reason);
            }
        }
    }

    /** Why it is not; {@code null} if it is. */
    private @Nullable IOException written(byte[] bytes, int offset, int length) {
        try {
            out.write(bytes, offset, length);
            return null;
        } catch (IOException e) {
            refuse(e);
            return e;
        }
    }

    private void refuse(IOException reason) {
        refusal = reason;
        if (!(reason instanceof WriteRefusedException)) {
            LOG.warn("What is uploaded to {} cannot be written: {}", path, reason.toString());
        }
        try {
            out.close();
        } catch (IOException e) {
            LOG.debug("The file of a refused upload is not closed cleanly", e);
        }
        out = OutputStream.nullOutputStream();
    }

    /** Once: FtpServer closes again what has failed, and an exception cannot be added to itself. */
    private IOException tell(IOException reason) {
        told = true;
        return reason;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
        if (refusal != null && !told) {
            throw tell(refusal);
        }
    }
}
