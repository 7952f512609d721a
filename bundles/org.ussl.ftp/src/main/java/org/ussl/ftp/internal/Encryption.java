// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.util.Locale;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.SSLError;

/**
 * The verbs of RFC 4217, and the refusal of whoever should use them and does not: before a password is asked for, and
 * before data flows.
 */
final class Encryption {

    private static final Logger LOG = LoggerFactory.getLogger(Encryption.class);

    private final ServerTls tls;
    private final boolean allowClearText;

    Encryption(ServerTls tls, boolean allowClearText) {
        this.tls = tls;
        this.allowClearText = allowClearText;
    }

    ServerTls tls() {
        return tls;
    }

    /**
     * Answers a request, if it is about encryption or lacks it.
     *
     * @return the reply; {@code null} if FtpServer is to go on
     */
    @Nullable
    Reply answer(FtpSession session, FtpRequest request) throws FtpException {
        return switch (request.getCommand()) {
            case "AUTH" -> auth(session, request.getArgument());
            case "PROT" -> session.isSecure() ? protection(session, request.getArgument()) : outOfOrder();
            case "PBSZ" -> session.isSecure() ? null : outOfOrder();
            case "USER", "PASS" -> session.isSecure() || takesClearText(session) ? null : refusal();
            case "STOR", "APPE", "STOU", "RETR", "LIST", "NLST", "MLSD" ->
                session.getDataConnection().isSecure() || takesClearText(session) ? null : clearData(session);
            default -> null;
        };
    }

    private Reply auth(FtpSession session, @Nullable String argument) {
        Conversation conversation = Conversation.of(session);
        try {
            String mechanism = argument == null ? "" : argument.trim().toUpperCase(Locale.ROOT);
            if (!mechanism.equals("TLS") && !mechanism.equals("TLS-C") && !mechanism.equals("SSL")) {
                return Reply.of(504, "AUTH TLS is what there is");
            }
            if (session.isSecure() || session.isLoggedIn()) {
                return Reply.of(503, session.isSecure() ? "TLS is on already" : "AUTH comes before the login");
            }
            String unavailable = tls.unavailable();
            if (unavailable != null) {
                return Reply.of(tls.policy() == TlsPolicy.OFF ? 502 : 431, unavailable);
            }
            Reply reply = Reply.of(234, "Begin the TLS handshake");
            conversation.tls().encrypt(new ControlTls(tls.terms(), reply));
            return reply;
        } catch (SSLError e) {
            LOG.debug("AUTH refused", e);
            return Reply.of(431, "TLS is not available: " + e.getMessage());
        } finally {
            // From here on, what comes came through TLS, or there is none.
            conversation.tls().await(false);
        }
    }

    private @Nullable Reply protection(FtpSession session, @Nullable String argument) {
        boolean clear = argument != null && argument.trim().equalsIgnoreCase("C");
        return clear && !takesClearText(session) ? Reply.of(534, "Data must be encrypted here: PROT P") : null;
    }

    private static Reply outOfOrder() {
        return Reply.of(503, "AUTH TLS comes first");
    }

    private Reply refusal() {
        String unavailable = tls.unavailable();
        return Reply.of(
                530,
                "Passwords are not taken in clear text: connect with FTPS (AUTH TLS), for example with \"curl"
                        + " --ssl-reqd\", or \"explicit FTP over TLS\" in your client"
                        + (unavailable == null ? "" : "; " + unavailable));
    }

    private static Reply clearData(FtpSession session) throws FtpException {
        session.getDataConnection().closeDataConnection();
        Conversation.of(session).transfer().dataConnectionIsClosed();
        return Reply.of(522, "Data must be encrypted here: send PBSZ 0 and PROT P first");
    }

    private boolean takesClearText(FtpSession session) {
        InetAddress peer = session.getClientAddress().getAddress();
        return tls.policy().takesClearText(peer, allowClearText);
    }
}
