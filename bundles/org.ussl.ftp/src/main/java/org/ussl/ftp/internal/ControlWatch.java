// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ipfilter.SessionFilter;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.service.IoAcceptor;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.core.write.WriteToClosedSessionException;
import org.apache.mina.filter.codec.ProtocolDecoderException;
import org.apache.mina.transport.socket.SocketSessionConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.SSLError;

/**
 * Sits in every control connection's filter chain, where FtpServer lets us in by its session filter. In front it sees
 * ABOR and the connection's end at the moment they arrive. In the place of FtpServer's logger, which would put every
 * command on record, it deals with commands that cannot be read, because FtpServer would log their bytes, password or
 * not.
 */
final class ControlWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ControlWatch.class);

    private static final String FTPSERVER_LOGGER = "logger";

    private final Limits limits;
    private final ScheduledExecutorService timer;
    private final ServerTls tls;
    private final Executor breaker;
    private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile @Nullable Runnable whenEmpty;

    /** The breaker may have to wait while it breaks off a transfer; the timer never has to. */
    ControlWatch(Limits limits, ServerTls tls, Executor breaker, ScheduledExecutorService timer) {
        this.limits = limits;
        this.tls = tls;
        this.breaker = breaker;
        this.timer = timer;
    }

    /** To be asked for each connection to a port where clients begin in clear text. */
    SessionFilter clearAtFirst() {
        return session -> accept(session, null);
    }

    /** To be asked for each connection to a port where clients begin with TLS. */
    SessionFilter encrypted() {
        return session -> {
            try {
                return accept(session, new ControlTls(tls.terms(), null));
            } catch (SSLError e) {
                LOG.warn("FTPS connection from {} refused: {}", session.getRemoteAddress(), e.getMessage());
                return false;
            }
        };
    }

    private boolean accept(IoSession session, @Nullable ControlTls encryption) {
        FtpThreads.adopt();
        keepWhenUnbound(session);
        if (session.getConfig() instanceof SocketSessionConfig tcp) {
            // Or a transfer's last reply waits until the client acknowledges the one before, which takes 40 ms.
            tcp.setTcpNoDelay(true);
        }
        Conversation conversation = new Conversation(session);
        session.getConfig().setBothIdleTime(Math.min(limits.idleTimeoutSeconds(), limits.loginSeconds()));
        IoFilterChain chain = session.getFilterChain();
        chain.addAfter(ArrivalBarrier.NAME, "ussl-arrivals", new Arrivals(conversation));
        if (chain.contains(FTPSERVER_LOGGER)) {
            chain.replace(FTPSERVER_LOGGER, new Failures(conversation));
        } else {
            chain.addLast("ussl-failures", new Failures(conversation));
        }
        if (encryption != null) {
            conversation.tls().encrypt(encryption);
        }
        conversations.add(conversation);
        expectLogin(conversation);
        if (closed) {
            // Came in while end() went through the others.
            forget(conversation);
            return false;
        }
        return true;
    }

    /** A connection that does not log in must not take up a place for long, however busy it is. */
    private void expectLogin(Conversation conversation) {
        try {
            SessionLogin login = conversation.login();
            login.expect(timer.schedule(login::endUnlessDone, limits.loginSeconds(), TimeUnit.SECONDS));
        } catch (RejectedExecutionException expected) {
            // It is being stopped.
        }
    }

    /** How many control connections there are. */
    int conversations() {
        return conversations.size();
    }

    /** How many come from one address. */
    int conversations(InetAddress address) {
        return (int) conversations.stream()
                .filter(conversation -> conversation.address().equals(address))
                .count();
    }

    /** Lets the conversations go on when MINA frees the port, which by itself would end them. */
    void keepWhenUnbound() {
        conversations.forEach(conversation -> keepWhenUnbound(conversation.session()));
    }

    private static void keepWhenUnbound(IoSession session) {
        if (session.getService() instanceof IoAcceptor acceptor) {
            acceptor.setCloseOnDeactivation(false);
        }
    }

    /** Runs something as soon as there is no conversation, perhaps more than once. */
    void whenEmpty(Runnable task) {
        whenEmpty = task;
        tellIfEmpty();
    }

    private void forget(Conversation conversation) {
        conversations.remove(conversation);
        synchronized (this) {
            notifyAll();
        }
        tellIfEmpty();
    }

    private void tellIfEmpty() {
        Runnable task = whenEmpty;
        if (task != null && conversations.isEmpty()) {
            task.run();
        }
    }

    /** Ends those that are doing nothing, and the others when they have done it. */
    void dismiss() {
        conversations.forEach(Conversation::dismiss);
    }

    /** Ends all of them, and any that still comes in; waits until they are gone, but not for ever. */
    void end(Duration limit) throws InterruptedException {
        closed = true;
        conversations.forEach(Conversation::end);
        long end = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            long left = limit.toNanos();
            while (!conversations.isEmpty() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - System.nanoTime();
            }
        }
    }

    private final class Arrivals extends IoFilterAdapter {

        private final Conversation conversation;

        Arrivals(Conversation conversation) {
            this.conversation = conversation;
        }

        @Override
        public void messageReceived(NextFilter next, IoSession session, Object message) {
            if (message instanceof IoBuffer buffer) {
                // Behind TLS, if there is TLS: so these bytes came in clear text if any may not.
                if (conversation.tls().isAwaited()) {
                    refuseInjection(session);
                    return;
                }
                CommandScanner.Scanned scanned = conversation.scanner().scan(buffer);
                if (scanned.behindAuth()) {
                    refuseInjection(session);
                    return;
                }
                conversation.tls().await(scanned.auth());
                if (conversation.transfer().aborted(scanned.aborts())) {
                    breaker.execute(conversation.transfer()::breakOff);
                }
                next.messageReceived(session, scanned.bytes());
            } else {
                next.messageReceived(session, message);
            }
        }

        private void refuseInjection(IoSession session) {
            LOG.warn("{} sent clear text behind AUTH and was cut off", session.getRemoteAddress());
            session.write(Reply.of(503, "Nothing may follow AUTH before it is answered"));
            session.closeOnFlush();
        }

        @Override
        public void inputClosed(NextFilter next, IoSession session) {
            over();
            next.inputClosed(session);
        }

        @Override
        public void sessionClosed(NextFilter next, IoSession session) {
            over();
            try {
                next.sessionClosed(session);
            } finally {
                // Only now, because whoever waits for it takes away the threads that the line above uses.
                forget(conversation);
            }
        }

        private void over() {
            if (conversation.over()) {
                breaker.execute(conversation.transfer()::breakOff);
            }
        }
    }

    /**
     * Behind FtpServer's thread pool and its decoder; so this is also where its threads get their names, and where
     * clients are answered that ask before the login what FtpServer tells only afterwards.
     */
    private final class Failures extends IoFilterAdapter {

        private final Conversation conversation;

        Failures(Conversation conversation) {
            this.conversation = conversation;
        }

        @Override
        public void sessionOpened(NextFilter next, IoSession session) {
            FtpThreads.adopt();
            conversation.enter();
            try {
                next.sessionOpened(session);
            } finally {
                conversation.leave();
            }
        }

        @Override
        public void messageReceived(NextFilter next, IoSession session, Object message) {
            FtpThreads.adopt();
            // FtpServer would trim some of them away and pass on the rest.
            Reply reply = message.toString().chars().anyMatch(Character::isISOControl)
                    ? Reply.of(501, "No control characters")
                    : conversation.login().isDone() ? null : beforeLogin(message.toString());
            if (reply != null) {
                session.write(reply);
                return;
            }
            conversation.enter();
            try {
                next.messageReceived(session, message);
            } finally {
                conversation.leave();
            }
        }

        @Override
        public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
            if (request.getMessage() instanceof FtpReply reply && conversation.inPlaceOf(reply) != reply) {
                next.filterWrite(session, new DefaultWriteRequest(conversation.inPlaceOf(reply), request.getFuture()));
            } else {
                next.filterWrite(session, request);
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
        private @Nullable Reply beforeLogin(String line) {
            return switch (line.trim().toUpperCase(Locale.ROOT)) {
                case "FEAT" -> Features.reply(tls);
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
