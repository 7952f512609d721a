// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.concurrent.Future;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;

/** How far one control connection has come with its login. Safe for use by many threads. */
final class SessionLogin {

    private final IoSession session;
    private boolean over;
    private @Nullable Future<?> deadline;
    private LoginBrake.@Nullable Attempt attempt;
    private volatile String claimedUser = "";
    private volatile boolean done;

    SessionLogin(IoSession session) {
        this.session = session;
    }

    /** Takes what is to happen if nobody logs in in time. */
    synchronized void expect(Future<?> end) {
        deadline = end;
        if (over) {
            end.cancel(false);
        }
    }

    /** The time for the login is up. */
    void endUnlessDone() {
        if (!done) {
            session.write(Reply.of(421, "Nobody has logged in in time"));
            session.closeOnFlush();
        }
    }

    /** Whom the client says to be, which FtpServer forgets with a wrong password, and its attempt. */
    synchronized void tries(String user, LoginBrake.Attempt next) {
        claimedUser = user;
        attempt = next;
    }

    String claimedUser() {
        return claimedUser;
    }

    /** The password was looked at. */
    synchronized void decided(boolean right) {
        if (attempt != null) {
            if (right) {
                attempt.succeeded();
            } else {
                attempt.failed();
            }
        }
    }

    /** The command is done; an attempt that nobody has decided on has come to nothing. */
    synchronized void withdraw() {
        if (attempt != null) {
            attempt.withdraw();
            attempt = null;
        }
    }

    /** From the login on, the session may be silent for as long as configured. */
    void done(int idleTimeoutSeconds) {
        done = true;
        forgetDeadline();
        session.getConfig().setBothIdleTime(idleTimeoutSeconds);
    }

    boolean isDone() {
        return done;
    }

    /** The control connection is gone. */
    void over() {
        forgetDeadline();
    }

    private synchronized void forgetDeadline() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
