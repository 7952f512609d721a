// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.ftpserver.ftplet.DataConnectionFactory;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.jspecify.annotations.Nullable;

/**
 * One control connection, seen from both sides: the I/O thread tells what arrives there, the session's thread asks
 * whether an upload may still count. Safe for use by both.
 */
final class Conversation {

    private static final String KEY = "ussl.conversation";

    /** The conversation that a thread of FtpServer's works for, for places where FtpServer hands over none. */
    private static final ThreadLocal<@Nullable Conversation> CURRENT = new ThreadLocal<>();

    private static final int WAKE_MILLIS = 200;

    /** The I/O thread never waits for anybody but the network; this is for a machine that is near its end. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);

    private final IoSession session;
    private final ArrivalBarrier barrier = new ArrivalBarrier();
    private final CommandScanner scanner = new CommandScanner();
    private final StagedUploads staged = new StagedUploads();
    private boolean over;
    private boolean uploading;
    private boolean commanded;
    private boolean dismissed;
    private int breaking;
    private int aborts;
    private int abortsAnswered;
    private int passivePort;
    private @Nullable DataConnectionFactory data;
    private @Nullable String renaming;
    private @Nullable Future<?> deadline;
    private boolean restarting;
    private volatile String claimedUser = "";
    private volatile boolean loggedIn;
    private volatile boolean openingPort;
    private volatile @Nullable Reply explanation;
    private volatile boolean awaitingTls;

    Conversation(IoSession session) {
        this.session = session;
        session.setAttribute(KEY, this);
        session.getFilterChain().addFirst(ArrivalBarrier.NAME, barrier);
    }

    /** The conversation that FtpServer's session belongs to. */
    static Conversation of(FtpSession session) {
        return (Conversation) session.getAttribute(KEY);
    }

    /** The conversation that the calling thread works for; {@code null} if it works for none. */
    static @Nullable Conversation current() {
        return CURRENT.get();
    }

    /** Says that the calling thread works for this conversation from now on. */
    void enter() {
        CURRENT.set(this);
        explanation = null;
        synchronized (this) {
            commanded = true;
        }
    }

    void leave() {
        CURRENT.remove();
        boolean farewell;
        synchronized (this) {
            commanded = false;
            farewell = dismissed;
        }
        if (farewell) {
            sayFarewell();
        }
    }

    /** Ends the conversation, politely: at once if it does nothing, otherwise when its command is done. */
    void dismiss() {
        boolean farewell;
        synchronized (this) {
            farewell = !commanded && !dismissed;
            dismissed = true;
        }
        if (farewell) {
            sayFarewell();
        }
    }

    private void sayFarewell() {
        session.write(Reply.of(421, "The configuration has changed: connect again"));
        session.closeOnFlush();
    }

    /** Says why the command that is being done fails; the client hears this and not FtpServer's own text. */
    void explain(Reply reply) {
        explanation = reply;
    }

    /** What to say in place of a reply of FtpServer's. */
    FtpReply inPlaceOf(FtpReply reply) {
        Reply better = explanation;
        return better == null || reply.getCode() < Reply.FIRST_NEGATIVE ? reply : better;
    }

    IoSession session() {
        return session;
    }

    /** For the I/O thread only. */
    CommandScanner scanner() {
        return scanner;
    }

    synchronized void opened(DataConnectionFactory factory) {
        data = factory;
    }

    synchronized void listensForDataOn(int port) {
        passivePort = port;
    }

    /** From here on the port may be anybody's. */
    synchronized void dataConnectionIsClosed() {
        passivePort = 0;
    }

    /** From the login on, the session may be silent for as long as configured. */
    void loggedIn(int idleTimeoutSeconds) {
        loggedIn = true;
        forgetDeadline();
        session.getConfig().setBothIdleTime(idleTimeoutSeconds);
    }

    /** Takes what is to happen if nobody logs in in time. */
    synchronized void expectLogin(Future<?> end) {
        deadline = end;
        if (over) {
            forgetDeadline();
        }
    }

    private synchronized void forgetDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /** The time for the login is up. */
    void endUnlessLoggedIn() {
        if (!loggedIn) {
            session.write(Reply.of(421, "Nobody has logged in in time"));
            session.closeOnFlush();
        }
    }

    boolean isLoggedIn() {
        return loggedIn;
    }

    /** What was uploaded under temporary names; gone when the connection is. */
    StagedUploads staged() {
        return staged;
    }

    /** The temporary name that RNFR has just named; {@code null} if the last command was something else. */
    synchronized @Nullable String renaming() {
        return renaming;
    }

    synchronized void renaming(@Nullable String temporaryName) {
        renaming = temporaryName;
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

    /** Says whether FtpServer is about to open a passive port. */
    void openingPort(boolean now) {
        openingPort = now;
    }

    boolean isOpeningPort() {
        return openingPort;
    }

    /** AUTH has come and is not answered: nothing may come before TLS does. */
    boolean awaitsTls() {
        return awaitingTls;
    }

    void awaitTls(boolean now) {
        awaitingTls = now;
    }

    /** Encrypts the control connection, all but the reply that says so. */
    void encrypt(ControlTls filter) {
        session.getFilterChain().addAfter(ArrivalBarrier.NAME, ControlTls.NAME, filter);
    }

    /** What the control connection is encrypted with; {@code null} if it is not. */
    ServerTls.@Nullable Terms terms() {
        return session.getFilterChain().get(ControlTls.NAME) instanceof ControlTls filter ? filter.terms() : null;
    }

    /** The control connection's TLS session; {@code null} if it has none. */
    @Nullable
    SSLSession tlsSession() {
        return session.getAttribute(SslFilter.SSL_SECURED) instanceof SSLSession secured ? secured : null;
    }

    /** The client's certificate, verified in the handshake; {@code null} if it has shown none. */
    @Nullable
    X509Certificate certificate() {
        SSLSession secured = tlsSession();
        try {
            return secured != null && secured.getPeerCertificates()[0] instanceof X509Certificate shown ? shown : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** Whom the client says to be; FtpServer forgets that with a wrong password. */
    void claims(String user) {
        claimedUser = user;
    }

    String claimedUser() {
        return claimedUser;
    }

    /** Where the client is. */
    InetAddress address() {
        return ((InetSocketAddress) session.getRemoteAddress()).getAddress();
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
        forgetDeadline();
        staged.close();
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
        long left = end - System.nanoTime();
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

    /** Ends it all, now. */
    void end() {
        over();
        breakOff();
        session.closeNow();
    }
}
