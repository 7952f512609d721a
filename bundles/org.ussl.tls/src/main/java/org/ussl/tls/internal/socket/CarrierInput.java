// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that an engine gets from the network. No read goes beyond the TLS record that is being read, so that what
 * follows TLS in clear text is still in the plain socket, whatever the engine's habit; unless nothing can follow. Used
 * by one thread at a time, as an engine does; the flags are for any.
 */
final class CarrierInput extends InputStream {
    private static final int HEADER = 5;
    private static final int USUAL_HELLO = 2048;
    private static final byte[] NOTHING = new byte[0];

    private final InputStream source;
    private byte[] ahead = NOTHING;
    private int read;
    private int taken;
    private int headerBytes;
    private int bodyLength;
    private int bodyLeft;
    private boolean readsAhead;
    private volatile boolean cut;
    private volatile boolean shut;

    /**
     * Reads from a plain socket.
     *
     * @param consumed what somebody has read of it already and belongs to TLS; {@code null} if nothing
     */
    CarrierInput(InputStream plain, @Nullable InputStream consumed) {
        source = consumed == null ? plain : new SequenceInputStream(consumed, plain);
    }

    /** From now on reads take what there is: TLS will not come off before the connection ends. */
    void readAhead() {
        readsAhead = true;
    }

    /**
     * Waits for a client's first message and leaves it to be read again.
     *
     * @return what has come: the whole message, or less if the client has closed or does not speak TLS
     */
    ByteBuffer awaitHello() throws IOException {
        ahead = new byte[USUAL_HELLO];
        for (int missing = HEADER; missing > 0; missing = ClientHello.missing(ByteBuffer.wrap(ahead, 0, read))) {
            if (read + missing > ahead.length) {
                ahead = Arrays.copyOf(ahead, Math.max(2 * ahead.length, read + missing));
            }
            int count = source.read(ahead, read, missing);
            if (count < 0) {
                break;
            }
            read += count;
        }
        return ByteBuffer.wrap(ahead, 0, read).asReadOnlyBuffer();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        int allowed = readsAhead ? len : Math.min(len, bodyLeft > 0 ? bodyLeft : HEADER - headerBytes);
        int count;
        if (taken < read) {
            count = Math.min(allowed, read - taken);
            System.arraycopy(ahead, taken, b, off, count);
            taken += count;
        } else {
            ahead = NOTHING;
            count = source.read(b, off, allowed);
        }
        if (count < 0) {
            if (shut) {
                // The one kind of failure that engines pass on without ending the connection, which still writes.
                throw new InterruptedIOException("Socket input is shutdown");
            }
            cut = true;
        } else if (!readsAhead) {
            pass(b, off, count);
        }
        return count;
    }

    private void pass(byte[] b, int off, int count) {
        if (bodyLeft > 0) {
            bodyLeft -= count;
            return;
        }
        for (int i = 0; i < count; i++) {
            if (headerBytes + i >= HEADER - 2) {
                bodyLength = bodyLength << 8 & 0xff00 | b[off + i] & 0xff;
            }
        }
        headerBytes += count;
        if (headerBytes == HEADER) {
            headerBytes = 0;
            bodyLeft = bodyLength;
        }
    }

    @Override
    public int available() throws IOException {
        return taken < read ? read - taken : source.available();
    }

    /** From now on the end of the stream is the user's own doing. */
    void shutDown() {
        shut = true;
    }

    /** Whether the network has ended before the engine knew of a proper end. */
    boolean isCut() {
        return cut;
    }
}
