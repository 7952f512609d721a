// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import org.apache.ftpserver.DataConnectionConfiguration;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.jspecify.annotations.Nullable;

/** Passive ports of the system's choice; FtpServer's own list warns at each transfer that it does not know the port. */
record AnyPassivePort(DataConnectionConfiguration others) implements DataConnectionConfiguration {

    @Override
    public int requestPassivePort() {
        return 0;
    }

    @Override
    public void releasePassivePort(int port) {
        // The system knows.
    }

    @Override
    public String getPassivePorts() {
        return "0";
    }

    @Override
    public int getIdleTime() {
        return others.getIdleTime();
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
        return others.getSslConfiguration();
    }

    @Override
    public boolean isImplicitSsl() {
        return others.isImplicitSsl();
    }
}
