// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes listeners whose connections are the TLS service's. */
final class HiddenListenerFactory extends SSLServerSocketFactory {
    private static final int DEFAULT_BACKLOG = 50;

    private final Sides sides;

    HiddenListenerFactory(Sides sides) {
        this.sides = sides;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new HiddenListener(sides);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return bound(port, DEFAULT_BACKLOG, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return bound(port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return bound(port, backlog, address);
    }

    private ServerSocket bound(int port, int backlog, @Nullable InetAddress address) throws IOException {
        HiddenListener listener = new HiddenListener(sides);
        try {
            listener.bind(new InetSocketAddress(address, port), backlog);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sides.serverDefaults().getCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sides.clientContext().getSupportedSSLParameters().getCipherSuites();
    }
}
