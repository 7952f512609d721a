// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;

/**
 * One control connection: whose it is, what it says, and how it ends. What belongs to its login, its encryption and its
 * transfers has classes of its own. Safe for use by many threads.
 */
final class Conversation {

    private static final String KEY = "ussl.conversation";

    /** The conversation that a thread of FtpServer's works for, for places where FtpServer hands over none. */
    private static final ThreadLocal<@Nullable Conversation> CURRENT = new ThreadLocal<>();

    private final IoSession session;
    private final SessionLogin login;
    private final SessionTls tls;
    private final SessionTransfer transfer;
    private final CommandScanner scanner = new CommandScanner();
    private final StagedUploads staged = new StagedUploads();
    private boolean commanded;
    private boolean dismissed;
    private @Nullable String renaming;
    private volatile @Nullable Reply explanation;

    Conversation(IoSession session) {
        this.session = session;
        ArrivalBarrier barrier = new ArrivalBarrier();
        login = new SessionLogin(session);
        tls = new SessionTls(session);
        transfer = new SessionTransfer(session, barrier);
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

    IoSession session() {
        return session;
    }

    /** Where the client is. */
    InetAddress address() {
        return ((InetSocketAddress) session.getRemoteAddress()).getAddress();
    }

    SessionLogin login() {
        return login;
    }

    SessionTls tls() {
        return tls;
    }

    SessionTransfer transfer() {
        return transfer;
    }

    /** For the I/O thread only. */
    CommandScanner scanner() {
        return scanner;
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
        login.withdraw();
        boolean farewell;
        synchronized (this) {
            commanded = false;
            farewell = dismissed;
        }
        if (farewell) {
            sayFarewell();
        }
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

    /** The control connection is gone; says whether the transfer is still to be broken off for it. */
    boolean over() {
        login.over();
        staged.close();
        return transfer.over();
    }

    /** Ends it all, now. */
    void end() {
        over();
        transfer.breakOff();
        session.closeNow();
    }
}
