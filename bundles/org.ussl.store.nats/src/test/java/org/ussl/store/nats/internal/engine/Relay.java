// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port that stays while the server behind it goes and comes back on another one; and a network that can be cut. */
final class Relay implements AutoCloseable {

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;

    /** Relays to a port of loopback; to none if it is 0. */
    Relay(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    String url() {
        return "nats://127.0.0.1:" + listener.getLocalPort();
    }

    /** Relays to another port from now on, and cuts what there is. */
    void to(int port) throws IOException {
        target = port;
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                open.add(near);
                daemon(() -> connect(near, target));
            } catch (IOException e) {
                // Closed, or refused: the next one.
            }
        }
    }

    private void connect(Socket near, int port) {
        try (near;
                Socket far = new Socket()) {
            open.add(far);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            if (port == target) {
                daemon(() -> copy(far, near));
                copy(near, far);
            }
        } catch (IOException e) {
            // Nobody there: the near side is closed, and sees it.
        } finally {
            open.remove(near);
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Cut.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        to(0);
    }
}
