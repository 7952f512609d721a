// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLSocket;

/**
 * A server's TLS socket whose terms are settled before it exists: by {@link ServerTls}, for every connection of a
 * session. FtpServer wants an {@link SSLSocket} and sets nothing of it, because {@link DataTls} names nothing to set;
 * so what could be set is not there, and what could be asked tells nothing.
 */
abstract class SettledSocket extends SSLSocket {

    private static final String[] NONE = {};

    private static UnsupportedOperationException settled() {
        return new UnsupportedOperationException("the terms of a data connection are settled");
    }

    /** Only confirms what the terms say. */
    @Override
    public final void setUseClientMode(boolean mode) {
        if (mode) {
            throw settled();
        }
    }

    @Override
    public final boolean getUseClientMode() {
        return false;
    }

    @Override
    public final void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        throw settled();
    }

    @Override
    public final void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        throw settled();
    }

    @Override
    public final void setNeedClientAuth(boolean need) {
        throw settled();
    }

    @Override
    public final boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public final void setWantClientAuth(boolean want) {
        throw settled();
    }

    @Override
    public final boolean getWantClientAuth() {
        return false;
    }

    @Override
    public final void setEnableSessionCreation(boolean flag) {
        throw settled();
    }

    @Override
    public final boolean getEnableSessionCreation() {
        return true;
    }

    @Override
    public final String[] getSupportedCipherSuites() {
        return NONE;
    }

    @Override
    public final String[] getEnabledCipherSuites() {
        return NONE;
    }

    @Override
    public final void setEnabledCipherSuites(String[] suites) {
        throw settled();
    }

    @Override
    public final String[] getSupportedProtocols() {
        return NONE;
    }

    @Override
    public final String[] getEnabledProtocols() {
        return NONE;
    }

    @Override
    public final void setEnabledProtocols(String[] protocols) {
        throw settled();
    }
}
