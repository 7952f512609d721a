// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.ssl.SSLSocketFactory;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;

/** Makes clients' sockets of the TLS service of the moment. */
final class HiddenSocketFactory extends SSLSocketFactory {
    private final Sides sides;

    HiddenSocketFactory(Sides sides) {
        this.sides = sides;
    }

    private SSLSocketFactory current() throws SSLError {
        return sides.context(sides.client()).getSocketFactory();
    }

    @Override
    public Socket createSocket() throws IOException {
        return current().createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException, UnknownHostException {
        return current().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
            throws IOException, UnknownHostException {
        return current().createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return current().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return current().createSocket(address, port, localAddress, localPort);
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return current().createSocket(socket, host, port, autoClose);
    }

    /** JSSE's way to wrap a socket that was accepted: the server's side, without a demand on the client. */
    @Override
    public Socket createSocket(Socket socket, InputStream consumed, boolean autoClose) throws IOException {
        if (!autoClose) {
            throw new SSLError(
                    SSLError.Reason.UNSUPPORTED,
                    "unsupported: a wrapped socket that leaves the other one open when it is closed",
                    null,
                    null,
                    null);
        }
        TlsOptions options = sides.server(false, false).toBuilder()
                .doHandshakeOnConnect(false)
                .build();
        return sides.service().wrapSocket(socket, consumed == null ? InputStream.nullInputStream() : consumed, options);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sides.clientContext().getDefaultSSLParameters().getCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sides.clientContext().getSupportedSSLParameters().getCipherSuites();
    }
}
