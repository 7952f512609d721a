// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A way to a server that lets so many TLS records of one side through and then ends that direction, as a peer does that
 * leaves in the middle. The other direction is heard out, so that the end is an end and no reset.
 */
final class CuttingRelay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    CuttingRelay(InetSocketAddress server, int records, boolean ofClient) throws IOException {
        start(() -> {
            try (Socket near = listener.accept();
                    Socket far = new Socket(server.getAddress(), server.getPort())) {
                Socket cut = ofClient ? near : far;
                Socket heard = ofClient ? far : near;
                start(() -> {
                    passRecords(cut.getInputStream(), heard.getOutputStream(), records);
                    heard.shutdownOutput();
                    hearOut(cut.getInputStream(), OutputStream.nullOutputStream());
                });
                hearOut(heard.getInputStream(), cut.getOutputStream());
            }
        });
    }

    InetSocketAddress address() {
        return new InetSocketAddress("localhost", listener.getLocalPort());
    }

    private static void passRecords(InputStream from, OutputStream to, int records) throws IOException {
        DataInputStream in = new DataInputStream(from);
        for (int i = 0; i < records; i++) {
            byte[] header = in.readNBytes(5);
            if (header.length < 5) {
                return;
            }
            byte[] body = in.readNBytes((header[3] & 0xff) << 8 | header[4] & 0xff);
            to.write(header);
            to.write(body);
        }
    }

    /** Reads to the end, also where nobody takes it any more. */
    private static void hearOut(InputStream from, OutputStream to) throws IOException {
        OutputStream out = to;
        byte[] buffer = new byte[8192];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            try {
                out.write(buffer, 0, n);
            } catch (IOException e) {
                out = OutputStream.nullOutputStream();
            }
        }
    }

    private static void start(Action action) {
        Thread thread = new Thread(() -> {
            try {
                action.run();
            } catch (IOException e) {
                // One of the two is gone, which is what this is about.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }
}
