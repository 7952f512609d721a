// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Code that knows the JDK and nothing else: a server that sends back what comes, and its clients. */
record JsseEcho(SSLServerSocket listener) implements AutoCloseable {
    JsseEcho {
        thread(() -> {
            while (true) {
                Socket accepted = listener.accept();
                thread(() -> {
                    try (accepted) {
                        accepted.getInputStream().transferTo(accepted.getOutputStream());
                    }
                });
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    SSLSocket connect(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    String ask(SSLContext context) throws IOException {
        try (SSLSocket socket = connect(context)) {
            String answer = talk(socket);
            if (answer.isEmpty()) {
                throw new IOException("the connection has ended");
            }
            return answer;
        }
    }

    private static void thread(Action action) {
        Thread thread = new Thread(
                () -> {
                    try {
                        action.run();
                    } catch (IOException e) {
                        // Closed by the test, or refused, which the other side asserts.
                    }
                },
                "jca-echo");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    static String talk(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("hello".getBytes(US_ASCII));
        return new String(socket.getInputStream().readNBytes(5), US_ASCII);
    }

    private interface Action {
        void run() throws IOException;
    }
}
