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

    /** A client's last word: the server is to answer when it has heard the client's close, or at once. */
    private static final byte WHEN_CLOSED = 1;

    private static final byte AT_ONCE = 2;

    private final Sockets sockets;
    private final ServerSocket listener;
    private final boolean jdks;
    private long fresh;

    private Side(Sockets sockets, ServerSocket listener, boolean jdks) {
        this.sockets = sockets;
        this.listener = listener;
        this.jdks = jdks;
    }

    /**
     * A server and its client.
     *
     * @param jdks whether the client may do what only the JDK's engine can: close its own direction alone, and forget a
     *     session by invalidating it. Else a full handshake is with a server of a new name, which every engine takes
     *     for another one.
     */
    static Side of(Sockets sockets, boolean jdks) throws IOException {
        ServerSocket plain = new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                Socket accepted = super.accept();
                accepted.setTcpNoDelay(true); // Else a handshake waits for 40 ms, and what it costs drowns in waiting.
                return accepted;
            }
        };
        plain.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Side side = new Side(sockets, sockets.listener(plain), jdks);
        Thread server = new Thread(side::serve, "server");
        server.setDaemon(true);
        server.start();
        return side;
    }

    void fullHandshakes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connect(jdks ? Sockets.NAME : "fresh" + fresh++ + Sockets.FRESH, jdks);
        }
    }

    void resumedHandshakes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connect(Sockets.NAME, false);
        }
    }

    void writes(int count) throws IOException {
        try (SSLSocket socket = open(Sockets.NAME)) {
            for (int i = 0; i < count; i++) {
                socket.getOutputStream().write(BLOCK);
            }
            ask(socket);
        }
    }

    private void connect(String name, boolean forget) throws IOException {
        try (SSLSocket socket = open(name)) {
            ask(socket);
            if (forget) {
                socket.getSession().invalidate();
            }
        }
    }

    private SSLSocket open(String name) throws IOException {
        Socket plain = new Socket();
        plain.setTcpNoDelay(true);
        plain.connect(new InetSocketAddress(
                InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}), listener.getLocalPort()));
        SSLSocket socket = sockets.client(plain);
        socket.startHandshake();
        return socket;
    }

    private void ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(jdks ? WHEN_CLOSED : AT_ONCE);
        if (jdks) {
            socket.shutdownOutput();
        }
        if (socket.getInputStream().read() != 1) {
            throw new IOException("the server has not answered");
        }
    }

    private void serve() {
        byte[] buffer = new byte[32 * 1024];
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                InputStream in = socket.getInputStream();
                int count = in.read(buffer);
                while (count >= 0 && (count == 0 || buffer[count - 1] != AT_ONCE)) {
                    count = in.read(buffer);
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
