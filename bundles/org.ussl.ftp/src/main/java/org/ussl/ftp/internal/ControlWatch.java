// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.ftpserver.ipfilter.SessionFilter;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.core.write.WriteToClosedSessionException;
import org.apache.mina.filter.codec.ProtocolDecoderException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sits in every control connection's filter chain, where FtpServer lets us in by its session filter. In front it sees
 * ABOR and the connection's end at the moment they arrive. In the place of FtpServer's logger, which would put every
 * command on record, it deals with commands that cannot be read, because FtpServer would log their bytes, password or
 * not.
 */
final class ControlWatch implements SessionFilter {

    private static final Logger LOG = LoggerFactory.getLogger(ControlWatch.class);

    /** A connection that does not log in must not take up a place for long. */
    private static final int LOGIN_SECONDS = 30;

    private static final String FTPSERVER_LOGGER = "logger";

    private final int loginSeconds;
    private final Executor breaker;
    private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** The executor may have to wait while it breaks off a transfer. */
    ControlWatch(int idleTimeoutSeconds, Executor breaker) {
        loginSeconds = Math.min(idleTimeoutSeconds, LOGIN_SECONDS);
        this.breaker = breaker;
    }

    @Override
    public boolean accept(IoSession session) {
        FtpThreads.adopt();
        Conversation conversation = new Conversation(session);
        session.getConfig().setBothIdleTime(loginSeconds);
        IoFilterChain chain = session.getFilterChain();
        chain.addFirst("ussl-arrivals", new Arrivals(conversation));
        if (chain.contains(FTPSERVER_LOGGER)) {
            chain.replace(FTPSERVER_LOGGER, new Failures(conversation));
        } else {
            chain.addLast("ussl-failures", new Failures(conversation));
        }
        conversations.add(conversation);
        if (closed) {
            // Came in while end() went through the others.
            conversations.remove(conversation);
            return false;
        }
        return true;
    }

    /** How many control connections there are. */
    int conversations() {
        return conversations.size();
    }

    /** Ends all of them, and any that still comes in. */
    void end() {
        closed = true;
        conversations.forEach(Conversation::end);
    }

    private final class Arrivals extends IoFilterAdapter {

        private final Conversation conversation;

        Arrivals(Conversation conversation) {
            this.conversation = conversation;
        }

        @Override
        public void messageReceived(NextFilter next, IoSession session, Object message) {
            if (message instanceof IoBuffer buffer) {
                CommandScanner.Scanned scanned = conversation.scanner().scan(buffer);
                if (conversation.aborted(scanned.aborts())) {
                    breaker.execute(conversation::breakOff);
                }
                next.messageReceived(session, scanned.bytes());
            } else {
                next.messageReceived(session, message);
            }
        }

        @Override
        public void inputClosed(NextFilter next, IoSession session) {
            over();
            next.inputClosed(session);
        }

        @Override
        public void sessionClosed(NextFilter next, IoSession session) {
            over();
            conversations.remove(conversation);
            next.sessionClosed(session);
        }

        private void over() {
            if (conversation.over()) {
                breaker.execute(conversation::breakOff);
            }
        }
    }

    /**
     * Behind FtpServer's thread pool and its decoder; so this is also where its threads get their names, and where
     * clients are answered that ask before the login what FtpServer tells only afterwards.
     */
    private static final class Failures extends IoFilterAdapter {

        private final Conversation conversation;

        Failures(Conversation conversation) {
            this.conversation = conversation;
        }

        @Override
        public void sessionOpened(NextFilter next, IoSession session) {
            FtpThreads.adopt();
            next.sessionOpened(session);
        }

        @Override
        public void messageReceived(NextFilter next, IoSession session, Object message) {
            FtpThreads.adopt();
            Reply reply = conversation.isLoggedIn() ? null : beforeLogin(message.toString());
            if (reply != null) {
                session.write(reply);
            } else {
                next.messageReceived(session, message);
            }
        }

        @Override
        public void messageSent(NextFilter next, IoSession session, WriteRequest request) {
            FtpThreads.adopt();
            next.messageSent(session, request);
        }

        @Override
        public void sessionClosed(NextFilter next, IoSession session) {
            FtpThreads.adopt();
            next.sessionClosed(session);
        }

        /** FEAT is for everybody (RFC 2389, 3.1), and Windows' ftp.exe begins with OPTS. */
        private static @Nullable Reply beforeLogin(String line) {
            return switch (line.trim().toUpperCase(Locale.ROOT)) {
                case "FEAT" -> Features.reply();
                case "OPTS UTF8 ON", "OPTS UTF-8 ON" -> Reply.of(200, "UTF-8 it is");
                default -> null;
            };
        }

        @Override
        public void exceptionCaught(NextFilter next, IoSession session, Throwable cause) throws Exception {
            if (cause instanceof ProtocolDecoderException) {
                session.write(Reply.of(500, "The line is too long, or not UTF-8"));
                session.closeOnFlush();
            } else if (cause instanceof WriteToClosedSessionException || cause instanceof IOException) {
                // The client has gone; that is its right.
                LOG.debug("{} has gone: {}", session.getRemoteAddress(), cause.toString());
                session.closeNow();
            } else {
                next.exceptionCaught(session, cause);
            }
        }
    }
}
