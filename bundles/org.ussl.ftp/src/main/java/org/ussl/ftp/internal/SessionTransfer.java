// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.ftpserver.ftplet.DataConnectionFactory;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;

/**
 * What one control connection has said of its data connection, and what has come in between. The I/O thread tells what
 * arrives, the session's thread asks whether an upload may still count. Safe for use by both.
 */
final class SessionTransfer {

    /** What {@link #expected} answers if nothing was announced. */
    static final long NOT_ANNOUNCED = -1;

    private static final int WAKE_MILLIS = 200;

    /** The I/O thread never waits for anybody but the network; this is for a machine that is near its end. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);

    private final IoSession session;
    private final ArrivalBarrier barrier;
    private boolean over;
    private boolean uploading;
    private int breaking;
    private int aborts;
    private int abortsAnswered;
    private int passivePort;
    private long announced = NOT_ANNOUNCED;
    private long expected = NOT_ANNOUNCED;
    private boolean restarting;
    private @Nullable DataConnectionFactory data;
    private volatile boolean openingPort;

    SessionTransfer(IoSession session, ArrivalBarrier barrier) {
        this.session = session;
        this.barrier = barrier;
    }

    synchronized void opened(DataConnectionFactory factory) {
        data = factory;
    }

    /** Says whether FtpServer is about to open a passive port. */
    void openingPort(boolean now) {
        openingPort = now;
    }

    boolean isOpeningPort() {
        return openingPort;
    }

    synchronized void listensForDataOn(int port) {
        passivePort = port;
    }

    /** From here on the port may be anybody's. */
    synchronized void dataConnectionIsClosed() {
        passivePort = 0;
    }

    /** FtpServer forgets REST at the next PASV, and would take the rest of a file for the whole. */
    synchronized void restarting(boolean atOffset) {
        restarting = atOffset;
    }

    /** Whether the client wants its next transfer to begin in the middle of the file. Asking ends it. */
    synchronized boolean takeRestart() {
        boolean wanted = restarting;
        restarting = false;
        return wanted;
    }

    /** The next upload has so many bytes. */
    synchronized void announce(long bytes) {
        announced = bytes;
    }

    /** An upload is asked for, whether it comes about or not: what was announced concerns this one. */
    synchronized void uploadIsAsked() {
        expected = announced;
        announced = NOT_ANNOUNCED;
    }

    /** How many bytes the upload should have. */
    synchronized long expected() {
        return expected;
    }

    /** Notes ABORs; says whether an upload has to be broken off for them, with {@link #breakOff}. */
    synchronized boolean aborted(int count) {
        aborts += count;
        notifyAll();
        return announceBreak(count > 0 && uploading && !over);
    }

    /** FtpServer comes to an ABOR now, so it concerns no later upload. */
    synchronized void abortAnswered() {
        abortsAnswered = Math.min(abortsAnswered + 1, aborts);
    }

    /** The control connection is gone; says whether {@link #breakOff} is still to be called for it. */
    synchronized boolean over() {
        boolean first = !over;
        over = true;
        notifyAll();
        // Whatever the session's thread waits for: FtpServer tells it of the end only when that has come.
        return announceBreak(first);
    }

    private boolean announceBreak(boolean necessary) {
        if (necessary) {
            breaking++;
        }
        return necessary;
    }

    synchronized void uploadBegins() {
        uploading = true;
    }

    /** Waits for a break that is under way, because it would hit the next data connection otherwise. */
    synchronized void uploadEnds() {
        uploading = false;
        boolean interrupted = false;
        while (breaking > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether an upload must not count any more. */
    synchronized boolean isBrokenOff() {
        return over || aborts > abortsAnswered;
    }

    /**
     * Whether the client has broken its upload off. In FTP the end of the data is the end of the file (RFC 959, 3.3),
     * and a client that is killed ends it just so; but its control connection ends with it, or an ABOR comes. That may
     * be there already and not yet read, or come a moment later, because nothing keeps two connections in step.
     */
    boolean isBrokenOffWithin(Duration moment) throws InterruptedException {
        awaitNews(moment);
        return !barrier.await(session, READ_LIMIT) || isBrokenOff();
    }

    private synchronized void awaitNews(Duration moment) throws InterruptedException {
        long end = System.nanoTime() + moment.toNanos();
        long left = moment.toNanos();
        while (!isBrokenOff() && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
    }

    /**
     * Closes the data connection from outside. FtpServer waits for a passive one with a lock held that closing needs,
     * so the wait is ended first by connecting to it. May block while an active connection is being made.
     */
    void breakOff() {
        DataConnectionFactory factory;
        int port;
        synchronized (this) {
            factory = data;
            port = passivePort;
        }
        if (port > 0 && session.getLocalAddress() instanceof InetSocketAddress local) {
            try (Socket wake = new Socket()) {
                wake.connect(new InetSocketAddress(local.getAddress(), port), WAKE_MILLIS);
            } catch (IOException expected) {
                // Nobody was waiting.
            }
        }
        if (factory != null) {
            factory.closeDataConnection();
        }
        synchronized (this) {
            breaking = Math.max(0, breaking - 1);
            notifyAll();
        }
    }
}
