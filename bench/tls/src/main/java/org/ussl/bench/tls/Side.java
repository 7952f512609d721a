// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/**
 * The work, the same whoever puts TLS on the sockets: a server that answers one byte, and a client that connects to it.
 */
final class Side implements AutoCloseable {
    private static final byte[] BLOCK = new byte[16 * 1024];

    private final Sockets sockets;
    private final ServerSocket listener;

    private Side(Sockets sockets, ServerSocket listener) {
        this.sockets = sockets;
        this.listener = listener;
    }

    static Side of(Sockets sockets) throws IOException {
        ServerSocket plain = new ServerSocket();
        plain.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Side side = new Side(sockets, sockets.listener(plain));
        Thread server = new Thread(side::serve, "server");
        server.setDaemon(true);
        server.start();
        return side;
    }

    void fullHandshakes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connect(true);
        }
    }

    void resumedHandshakes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connect(false);
        }
    }

    void writes(int count) throws IOException {
        try (SSLSocket socket = open()) {
            for (int i = 0; i < count; i++) {
                socket.getOutputStream().write(BLOCK);
            }
            socket.shutdownOutput();
            await(socket);
        }
    }

    private void connect(boolean forget) throws IOException {
        try (SSLSocket socket = open()) {
            socket.getOutputStream().write(1);
            socket.shutdownOutput();
            await(socket);
            if (forget) {
                socket.getSession().invalidate();
            }
        }
    }

    private SSLSocket open() throws IOException {
        Socket plain = new Socket();
        plain.setTcpNoDelay(true);
        plain.connect(new InetSocketAddress(
                InetAddress.getByAddress(Sockets.NAME, new byte[] {127, 0, 0, 1}), listener.getLocalPort()));
        SSLSocket socket = sockets.client(plain);
        socket.startHandshake();
        return socket;
    }

    private static void await(SSLSocket socket) throws IOException {
        if (socket.getInputStream().read() != 1) {
            throw new IOException("the server has not answered");
        }
    }

    private void serve() {
        byte[] buffer = new byte[32 * 1024];
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                InputStream in = socket.getInputStream();
                while (in.read(buffer) >= 0) {
                    // Read to the end.
                }
                socket.getOutputStream().write(1);
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException("the benchmark's server has failed", e);
                }
            }
        }
    }

    @Override
    public void close() throws Exception {
        listener.close();
        sockets.close();
    }
}
