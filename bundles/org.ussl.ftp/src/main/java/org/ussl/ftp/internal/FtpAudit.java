// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpSession;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Audit;

/** What the gateway's audit log is to know of sessions. Uploads that the intake is offered it records itself. */
final class FtpAudit {

    private final Supplier<@Nullable Audit> audit;

    FtpAudit(Supplier<@Nullable Audit> audit) {
        this.audit = audit;
    }

    /** Someone has logged in, or has tried to with a wrong name or password. */
    void login(FtpSession session, String user, boolean admitted) {
        Audit sink = audit.get();
        if (sink != null) {
            Map<String, String> details = new LinkedHashMap<>();
            details.put("encrypted", Boolean.toString(session.isSecure()));
            sink.record("login", admitted ? "admitted" : "refused", SessionUser.origin(session, user), details);
        }
    }

    /** Something was uploaded, or should have been; the last reply says what became of it. */
    void upload(FtpSession session, String path, FtpReply reply) {
        Audit sink = audit.get();
        if (sink != null) {
            Map<String, String> details = new LinkedHashMap<>();
            details.put("path", path);
            details.put("message", reply.getCode() + " " + reply.getMessage().strip());
            sink.record(
                    "upload",
                    reply.getCode() < Reply.FIRST_NEGATIVE ? "stored" : "refused",
                    SessionUser.origin(session),
                    details);
        }
    }
}
