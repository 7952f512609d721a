// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS socket of one wire, given to Paho as its network module.
 *
 * <p>Paho's own modules are not used. They drop the factory's TLS parameters, fail on host names with an underscore
 * (paho.mqtt.java #902), and close by {@code SSLSocket.close()} alone, which can hang with the broker. Here the TCP
 * socket below is ours, and {@link #abort} closes that.
 */
final class TlsLine {
    private final SSLSocketFactory factory;
    private final String host;
    private final int port;
    private final Duration timeout;
    private final WireThreads threads;
    private final Consumer<IOException> broken;

    private boolean aborted;
    private @Nullable Socket plain;
    private volatile @Nullable SSLSocket tls;

    /** Makes one; {@code broken} hears why reading ended, whoever ended it. */
    TlsLine(
            SSLSocketFactory factory,
            String host,
            int port,
            Duration timeout,
            WireThreads threads,
            Consumer<IOException> broken) {
        this.factory = factory;
        this.host = host;
        this.port = port;
        this.timeout = timeout;
        this.threads = threads;
        this.broken = broken;
    }

    /** Connects to the first address that answers, and shakes hands. */
    void connect() throws IOException {
        Socket socket = connectPlain();
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        SSLSocket wrapped = (SSLSocket) factory.createSocket(socket, host, port, true);
        SSLParameters parameters = wrapped.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        wrapped.setSSLParameters(parameters);
        wrapped.startHandshake();
        // Paho reads in a thread that does nothing else; the keep-alive finds out about a dead peer.
        socket.setSoTimeout(0);
        tls = wrapped;
    }

    private Socket connectPlain() throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            synchronized (this) {
                if (aborted) {
                    throw new SocketException("broken off");
                }
                plain = socket;
            }
            try {
                socket.connect(new InetSocketAddress(address, port), Math.toIntExact(timeout.toMillis()));
                return socket;
            } catch (IOException e) {
                socket.close();
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw failure != null ? failure : new IOException("no address for " + host);
    }

    InputStream input() throws IOException {
        return new Input(socket().getInputStream());
    }

    OutputStream output() throws IOException {
        return socket().getOutputStream();
    }

    private SSLSocket socket() throws IOException {
        SSLSocket socket = tls;
        if (socket == null) {
            throw new SocketException("not connected");
        }
        return socket;
    }

    String uri() {
        return "ssl://" + host + ":" + port;
    }

    /** Closes with TLS's good-bye; may block while the peer does not read, until {@link #abort}. */
    void close() throws IOException {
        SSLSocket socket = tls;
        try {
            if (socket != null) {
                socket.close();
            }
        } finally {
            abort();
        }
    }

    /** Closes the TCP socket; never blocks, and ends whatever blocks on it. */
    synchronized void abort() {
        aborted = true;
        if (plain != null) {
            try {
                plain.close();
            } catch (IOException closing) {
                // It is closed for us either way.
            }
        }
    }

    private final class Input extends FilterInputStream {
        Input(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            awaitConnector();
            try {
                int count = super.read(target, offset, length);
                if (count < 0) {
                    throw new EOFException("the broker closed the connection");
                }
                return count;
            } catch (IOException e) {
                broken.accept(e);
                throw e;
            }
        }

        @Override
        public int available() throws IOException {
            awaitConnector();
            return super.available();
        }

        private void awaitConnector() throws IOException {
            try {
                threads.awaitConnector();
            } catch (InterruptedException e) {
                throw (IOException) new InterruptedIOException("broken off").initCause(e);
            }
        }
    }
}
