// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.hivemq.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * As much of an MQTT 3.1.1 broker as a publisher of QoS 1 sees, with client certificates required. It notes who
 * publishes what, acknowledges, and then drops the connection, so that each message comes over a new one.
 */
final class OneBroker implements AutoCloseable {
    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;

    /** The subject of the client's certificate, and the message. */
    final BlockingQueue<String> published = new LinkedBlockingQueue<>();

    /** What became of connections that did not get as far as a message. */
    final BlockingQueue<String> failures = new LinkedBlockingQueue<>();

    private final SSLContext context;
    private final ServerSocket listener;
    private final Thread thread;
    private Socket wire; // guarded by this
    private byte sessionPresent;

    OneBroker(SSLContext context) throws IOException {
        this.context = context;
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        thread = new Thread(this::serve, "one-broker");
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket accepted = listener.accept();
                    SSLSocket client = (SSLSocket)
                            context.getSocketFactory().createSocket(accepted, null, accepted.getPort(), true)) {
                client.setUseClientMode(false);
                client.setNeedClientAuth(true);
                serving(accepted);
                serve(client);
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    private synchronized void serving(Socket accepted) throws IOException {
        wire = accepted;
        if (listener.isClosed()) {
            accepted.close();
        }
    }

    private void serve(SSLSocket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        while (true) {
            int type = in.readUnsignedByte() >> 4;
            byte[] body = in.readNBytes(length(in));
            if (type == CONNECT) {
                client.getOutputStream().write(new byte[] {0x20, 2, sessionPresent, 0});
                sessionPresent = 1;
            } else if (type == PUBLISH) {
                int topic = (body[0] & 0xff) << 8 | body[1] & 0xff;
                published.add(client.getSession().getPeerPrincipal().getName() + ": "
                        + new String(body, topic + 4, body.length - topic - 4, StandardCharsets.UTF_8));
                client.getOutputStream().write(new byte[] {0x40, 2, body[topic + 2], body[topic + 3]});
                return;
            }
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7f) << shift;
            if (digit < 0x80) {
                return length;
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        listener.close();
        synchronized (this) {
            if (wire != null) {
                wire.close();
            }
        }
        thread.join();
    }
}
