// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A line between gateway and broker that can be cut. Only a connection without readings runs over it: a reading that is
 * in flight when the line is cut is sent again with the DUP flag, as MQTT demands, and Moquette 0.17 drops what comes
 * with that flag or breaks over it.
 */
final class Line implements AutoCloseable {
    private final ServerSocket listener;
    private final int broker;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();

    Line(int broker) throws IOException {
        this.broker = broker;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start("line", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts all connections; new ones are let through. */
    void cut() {
        ends.forEach(Line::closeQuietly);
        ends.clear();
    }

    @Override
    public void close() {
        closeQuietly(listener);
        cut();
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listener.accept();
            ends.add(near);
            try {
                Socket far = new Socket(InetAddress.getByName("127.0.0.1"), broker);
                ends.add(far);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                start("line-up", () -> pass(near, far));
                start("line-down", () -> pass(far, near));
            } catch (IOException e) {
                closeQuietly(near);
            }
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } finally {
            ends.remove(from);
        }
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // Cut, or ended by one of the two sides: what a line is there for.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception closing) {
            // It is gone either way.
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
