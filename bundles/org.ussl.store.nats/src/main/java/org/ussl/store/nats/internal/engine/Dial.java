// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.SocketDataPort;
import java.io.IOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to reach the engine that is over as soon as the engine has ended it, and says why in words for an
 * operator. The library alone waits for its whole time, because the thread that connects does not hear that the one
 * that reads has come to the connection's end.
 */
public final class Dial {

    /** The library makes its ports itself, in the thread that connects. */
    private static final ThreadLocal<@Nullable Dial> PRESENT = new ThreadLocal<>();

    private final Thread caller = Thread.currentThread();
    private @Nullable String refusal; // guarded by this
    private @Nullable Exception problem; // guarded by this
    private boolean interrupted; // guarded by this
    private boolean over; // guarded by this
    private boolean connected; // guarded by this

    private Dial() {}

    /**
     * Connects. Blocks until a server has let us in, or all of them have been tried.
     *
     * @param options where to, and how; without listener and threads
     * @param threads the library's threads; stay the caller's
     * @param later what is told once the connection is there
     * @return the connection, which the caller closes
     * @throws IOException if no server lets us in, and why the last one does not
     */
    public static Connection connect(Options.Builder options, NatsThreads threads, ErrorListener later)
            throws IOException {
        Dial dial = new Dial();
        Options all = threads.use(options)
                .dataPortType(Port.class.getName())
                .errorListener(dial.new Listener(later))
                .build();
        PRESENT.set(dial);
        try {
            Connection made = Nats.connect(all);
            dial.connected();
            return made;
        } catch (IOException | RuntimeException e) {
            dial.end();
            // The library tells its listener why, in another thread, and the caller only that it is so.
            threads.awaitCallbacks();
            throw new IOException(dial.why(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            PRESENT.remove();
            dial.end();
        }
    }

    private synchronized String why(Exception last) {
        if (refusal != null) {
            return Why.refused(refusal);
        }
        return Why.failed(problem == null ? last : problem);
    }

    private synchronized void end() {
        over = true;
        if (interrupted) {
            // Ours, and it has done what it was for, or come too late.
            Thread.interrupted();
        }
    }

    private synchronized void connected() {
        connected = true;
    }

    private synchronized boolean isConnected() {
        return connected;
    }

    private synchronized void refused(String text) {
        refusal = text;
    }

    private synchronized void failed(Exception why) {
        // What follows from giving up is no reason.
        if (!interrupted && !(why instanceof InterruptedException)) {
            problem = why;
        }
    }

    /** Wakes the thread that connects; it goes on with the next server. */
    private synchronized void giveUp() {
        if (!over) {
            interrupted = true;
            caller.interrupt();
        }
    }

    private final class Listener implements ErrorListener {

        private final ErrorListener later;

        Listener(ErrorListener later) {
            this.later = later;
        }

        @Override
        public void errorOccurred(Connection connection, String error) {
            if (isConnected()) {
                later.errorOccurred(connection, error);
            } else {
                refused(error);
            }
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception exception) {
            if (isConnected()) {
                later.exceptionOccurred(connection, exception);
            } else {
                failed(exception);
            }
        }
    }

    /** The library's connection to a server, which says when the other side has ended it. Made by the library. */
    public static final class Port extends SocketDataPort {

        private static final String WORDLESS =
                "the server has ended the connection without a word; it may want a certificate of ours";

        private final @Nullable Dial dial = PRESENT.get();
        private volatile boolean greeted;
        private volatile boolean closed;

        /** For the library. */
        public Port() {}

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int count = super.read(target, offset, length);
                if (count < 0) {
                    ended(new IOException(WORDLESS));
                }
                greeted = true;
                return count;
            } catch (SocketException e) {
                // Its last word may have been lost with the connection.
                ended(new IOException(WORDLESS, e));
                throw e;
            } catch (IOException e) {
                ended(e);
                throw e;
            }
        }

        /** Before its greeting, the library sees an end by itself. */
        private void ended(IOException why) {
            if (dial != null && greeted && !closed) {
                dial.failed(why);
                dial.giveUp();
            }
        }

        @Override
        public void shutdownInput() throws IOException {
            closed = true;
            super.shutdownInput();
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }

        @Override
        public void forceClose() throws IOException {
            closed = true;
            super.forceClose();
        }
    }
}
