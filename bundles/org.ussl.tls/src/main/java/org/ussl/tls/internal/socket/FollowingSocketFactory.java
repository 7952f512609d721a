// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.TlsOptions;

/**
 * Makes client sockets that take the version in use when their handshake starts. They shake hands when asked to, as
 * JSSE's do.
 */
final class FollowingSocketFactory extends SSLSocketFactory {
    private final Layer layer;
    private final TlsOptions options;

    FollowingSocketFactory(Layer layer, TlsOptions options) {
        this.layer = layer;
        this.options = options.toBuilder().doHandshakeOnConnect(false).build();
    }

    @Override
    public Socket createSocket() {
        return new TlsSocket(layer, new Socket(), options, null, null, true);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connect(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connect(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connect(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connect(new InetSocketAddress(localAddress, localPort), new InetSocketAddress(address, port));
    }

    @Override
    public Socket createSocket(Socket socket, @Nullable String host, int port, boolean autoClose) throws IOException {
        if (!socket.isConnected()) {
            throw new SocketException("Socket is not connected");
        }
        return new TlsSocket(layer, socket, options, host, null, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return new HandshakeSettings(layer, options).copy().getCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return HandshakeSettings.supported(layer).getCipherSuites();
    }

    private Socket connect(@Nullable InetSocketAddress local, InetSocketAddress remote) throws IOException {
        Socket socket = createSocket();
        try {
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(remote);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
