// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** What the TLS bundle registers, made by hand: one object whose sockets follow a swap. */
final class FollowingFactory extends SSLSocketFactory {
    /** All TCP sockets that were ever wrapped. */
    final List<Socket> sockets = new CopyOnWriteArrayList<>();

    volatile SSLContext context;

    FollowingFactory(SSLContext context) {
        this.context = context;
    }

    private SSLSocketFactory now() {
        return context.getSocketFactory();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        sockets.add(socket);
        return now().createSocket(socket, host, port, autoClose);
    }

    @Override
    public Socket createSocket() throws IOException {
        return now().createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return now().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return now().createSocket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return now().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return now().createSocket(host, port, local, localPort);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return now().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return now().getSupportedCipherSuites();
    }
}
