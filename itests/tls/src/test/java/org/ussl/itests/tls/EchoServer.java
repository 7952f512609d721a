// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Greets, if it is to, and gives back what it gets until the other side ends; with whatever sockets its listener makes.
 */
final class EchoServer implements AutoCloseable {
    private final ServerSocket listener;
    private final byte[] greeting;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    EchoServer(ServerSocket listener) throws IOException {
        this(listener, new byte[0]);
    }

    EchoServer(ServerSocket listener, byte[] greeting) throws IOException {
        this.listener = listener;
        this.greeting = greeting;
        if (!listener.isBound()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }
        threads.execute(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress("localhost", listener.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                threads.execute(() -> echo(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            if (greeting.length > 0) {
                socket.getOutputStream().write(greeting);
            }
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The other side has cut the connection, as many tests do.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
