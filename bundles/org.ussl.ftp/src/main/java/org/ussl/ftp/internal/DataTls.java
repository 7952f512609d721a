// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import org.apache.ftpserver.ssl.ClientAuth;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.jspecify.annotations.Nullable;
import org.ussl.ftp.internal.ServerTls.Terms;

/**
 * How FtpServer encrypts data connections: each with the terms of the session that it belongs to, which is the one that
 * the calling thread works for.
 */
final class DataTls implements SslConfiguration {

    private final boolean requireReuse;
    private final int connectMillis;

    DataTls(boolean requireReuse, int connectMillis) {
        this.requireReuse = requireReuse;
        this.connectMillis = connectMillis;
    }

    @Override
    public SSLSocketFactory getSocketFactory() {
        return new Factory();
    }

    @Override
    public SSLContext getSSLContext() throws GeneralSecurityException {
        throw new GeneralSecurityException("only data connections are encrypted by this");
    }

    @Override
    public SSLContext getSSLContext(String protocol) throws GeneralSecurityException {
        return getSSLContext();
    }

    /** {@code null}: the terms say it. */
    @Override
    public String @Nullable [] getEnabledCipherSuites() {
        return null;
    }

    @Override
    public String getEnabledProtocol() {
        return "TLS";
    }

    /** {@code null}: the terms say it. */
    @Override
    public String @Nullable [] getEnabledProtocols() {
        return null;
    }

    /** The terms say it. */
    @Override
    public ClientAuth getClientAuth() {
        return ClientAuth.NONE;
    }

    /** FtpServer asks for unconnected sockets (active) and for TLS upon accepted ones (passive). */
    private final class Factory extends SSLSocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            return on(new Socket());
        }

        @Override
        public Socket createSocket(Socket accepted, @Nullable String host, int port, boolean autoClose)
                throws IOException {
            return on(accepted);
        }

        private Socket on(Socket plain) throws IOException {
            Conversation conversation = Conversation.current();
            Terms terms = conversation == null ? null : conversation.tls().terms();
            if (conversation == null || terms == null) {
                plain.close();
                throw new IOException("The control connection is not encrypted");
            }
            SSLSession control = conversation.tls().session();
            if (requireReuse && control == null) {
                plain.close();
                throw new IOException("The control connection has no TLS session that could be resumed");
            }
            return new DataSocket(plain, terms.engine("", -1), requireReuse ? control : null, connectMillis);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw unused();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            throw unused();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw unused();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            throw unused();
        }

        private static IOException unused() {
            return new IOException("FtpServer connects its sockets itself");
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return new String[0];
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return new String[0];
        }
    }
}
