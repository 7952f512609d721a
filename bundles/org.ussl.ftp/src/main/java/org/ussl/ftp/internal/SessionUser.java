// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.List;
import org.apache.ftpserver.ftplet.Authority;
import org.apache.ftpserver.ftplet.AuthorizationRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.User;
import org.ussl.credential.Origin;

/**
 * Someone who has logged in.
 *
 * @param name the account's name
 * @param idleTimeoutSeconds how long the session may be silent
 * @param permissions what this account may do
 */
record SessionUser(String name, int idleTimeoutSeconds, Permissions permissions) implements User {

    /** The user of a session that is logged in. */
    static SessionUser of(FtpSession session) {
        return (SessionUser) session.getUser();
    }

    /** Who brings a change, for the store's history. */
    static Origin origin(FtpSession session) {
        return origin(session, session.getUser().getName());
    }

    /** The same for a name that the client claims. */
    static Origin origin(FtpSession session, String user) {
        return new Origin(
                user,
                "ftp",
                session.getClientAddress().getAddress().getHostAddress() + ":"
                        + session.getClientAddress().getPort());
    }

    @Override
    public String getName() {
        return name;
    }

    /** Nothing: a session needs no password any more. */
    @Override
    public String getPassword() {
        return "";
    }

    @Override
    public List<? extends Authority> getAuthorities() {
        return List.of();
    }

    @Override
    public List<? extends Authority> getAuthorities(Class<? extends Authority> kind) {
        return List.of();
    }

    /** Granted as asked; the requests' classes are not exported by FtpServer and cannot be looked into. */
    @Override
    public AuthorizationRequest authorize(AuthorizationRequest request) {
        return request;
    }

    @Override
    public int getMaxIdleTime() {
        return idleTimeoutSeconds;
    }

    @Override
    public boolean getEnabled() {
        return true;
    }

    @Override
    public String getHomeDirectory() {
        return "/";
    }
}
