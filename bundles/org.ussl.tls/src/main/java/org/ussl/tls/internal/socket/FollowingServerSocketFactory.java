// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.ussl.tls.TlsOptions;

/** Makes listeners whose connections take the version in use when their handshake starts. */
final class FollowingServerSocketFactory extends SSLServerSocketFactory {
    private final Layer layer;
    private final TlsOptions options;

    FollowingServerSocketFactory(Layer layer, TlsOptions options) {
        this.layer = layer;
        this.options = options;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return wrap(new ServerSocket());
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return wrap(new ServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return wrap(new ServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return wrap(new ServerSocket(port, backlog, address));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return new HandshakeSettings(layer, options).copy().getCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return HandshakeSettings.supported(layer).getCipherSuites();
    }

    private ServerSocket wrap(ServerSocket plain) throws IOException {
        return new TlsServerSocket(layer, plain, options);
    }
}
