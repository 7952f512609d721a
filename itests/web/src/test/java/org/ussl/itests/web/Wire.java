// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between the browser and the gateway, passes everything on, and keeps what the gateway says. */
final class Wire implements AutoCloseable {
    private final int gateway;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream(); // synchronizes itself

    Wire(int gateway) throws IOException {
        this.gateway = gateway;
        run(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** All that the gateway has said until now. */
    byte[] said() {
        return said.toByteArray();
    }

    private void accept() throws IOException {
        while (true) {
            Socket browser = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), gateway);
            open.add(browser);
            open.add(server);
            run(() -> pass(browser, server, OutputStream.nullOutputStream()));
            run(() -> pass(server, browser, said));
        }
    }

    private static void pass(Socket from, Socket to, OutputStream copy) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[16384];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                copy.write(buffer, 0, n);
                to.getOutputStream().write(buffer, 0, n);
            }
        }
    }

    private static void run(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // One side has closed, which ends the other.
                    }
                },
                "wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private interface Task {
        void run() throws IOException;
    }
}
