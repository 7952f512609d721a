// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.List;
import org.apache.ftpserver.ftplet.Authority;
import org.apache.ftpserver.ftplet.AuthorizationRequest;
import org.apache.ftpserver.ftplet.User;

/**
 * Someone who has logged in. All may do the same; what a file allows is the file's business.
 *
 * @param name the account's name
 * @param idleTimeoutSeconds how long the session may be silent
 */
record SessionUser(String name, int idleTimeoutSeconds) implements User {

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
