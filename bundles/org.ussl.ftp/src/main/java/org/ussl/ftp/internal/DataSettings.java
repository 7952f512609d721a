// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import org.apache.ftpserver.DataConnectionConfiguration;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * How data connections are made. Ports are FtpServer's business if some are configured, and the system's otherwise,
 * because FtpServer's own list warns at each transfer that it does not know the port.
 *
 * @param others FtpServer's own settings
 * @param anyPort whether the system chooses passive ports
 * @param acceptSeconds how long a client has to connect to a passive port
 * @param tls what encrypts; {@code null} if nothing does
 * @param encrypted whether data is encrypted without PROT P, as with implicit TLS
 */
record DataSettings(
        DataConnectionConfiguration others,
        boolean anyPort,
        int acceptSeconds,
        @Nullable SslConfiguration tls,
        boolean encrypted)
        implements DataConnectionConfiguration {

    @Override
    public int requestPassivePort() {
        return anyPort ? 0 : others.requestPassivePort();
    }

    @Override
    public void releasePassivePort(int port) {
        if (!anyPort) {
            others.releasePassivePort(port);
        }
    }

    @Override
    public String getPassivePorts() {
        return anyPort ? "0" : others.getPassivePorts();
    }

    /** FtpServer has one time for two things; it asks for the first of them while it answers PASV or EPSV. */
    @Override
    public int getIdleTime() {
        Conversation conversation = Conversation.current();
        return conversation != null && conversation.transfer().isOpeningPort() ? acceptSeconds : others.getIdleTime();
    }

    @Override
    public boolean isActiveEnabled() {
        return others.isActiveEnabled();
    }

    @Override
    public boolean isActiveIpCheck() {
        return others.isActiveIpCheck();
    }

    @Override
    public @Nullable String getActiveLocalAddress() {
        return others.getActiveLocalAddress();
    }

    @Override
    public int getActiveLocalPort() {
        return others.getActiveLocalPort();
    }

    @Override
    public @Nullable String getPassiveAddress() {
        return others.getPassiveAddress();
    }

    @Override
    public @Nullable String getPassiveExernalAddress() {
        return others.getPassiveExernalAddress();
    }

    @Override
    public boolean isPassiveIpCheck() {
        return others.isPassiveIpCheck();
    }

    @Override
    public @Nullable SslConfiguration getSslConfiguration() {
        return tls;
    }

    @Override
    public boolean isImplicitSsl() {
        return encrypted;
    }
}
