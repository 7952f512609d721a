// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.future.DefaultWriteFuture;
import org.apache.mina.core.future.WriteFuture;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.jspecify.annotations.Nullable;

/**
 * Next to the socket in a control connection's filter chain: lets another thread wait until everything that had arrived
 * there has been read, however slow the I/O thread is.
 *
 * <p>That thread goes around: it waits for the network, reads, writes, removes what is closed. So when an empty write
 * is done that was asked for after another was done, it has read in between; and when a third is done, what it has
 * found closed is known to be closed.
 */
final class ArrivalBarrier extends IoFilterAdapter {

    static final String NAME = "ussl-barrier";

    private static final int ROUNDS = 3;

    private volatile @Nullable NextFilter socket;
    private volatile @Nullable WriteFuture awaited;
    private volatile boolean over;

    @Override
    public void onPostAdd(IoFilterChain parent, String name, NextFilter next) {
        socket = next;
    }

    /** Waits; answers whether the connection is still there and the I/O thread has come around in time. */
    boolean await(IoSession session, Duration limit) throws InterruptedException {
        NextFilter next = socket;
        for (int i = 0; next != null && i < ROUNDS; i++) {
            WriteFuture done = new DefaultWriteFuture(session);
            awaited = done;
            if (over) {
                return false;
            }
            next.filterWrite(session, new Nothing(done));
            if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS) || !done.isWritten()) {
                return false;
            }
        }
        return next != null;
    }

    @Override
    public void inputClosed(NextFilter next, IoSession session) {
        end();
        next.inputClosed(session);
    }

    @Override
    public void sessionClosed(NextFilter next, IoSession session) {
        end();
        next.sessionClosed(session);
    }

    /** Nothing is written to a connection that has ended, and nobody would be told so. */
    private void end() {
        over = true;
        WriteFuture done = awaited;
        if (done != null) {
            done.setException(new ClosedChannelException());
        }
    }

    private static final class Nothing extends DefaultWriteRequest {

        Nothing(WriteFuture done) {
            super(IoBuffer.allocate(0), done);
        }

        /** As if it came from a codec, so that no filter hears of it. */
        @Override
        public boolean isEncoded() {
            return true;
        }
    }
}
