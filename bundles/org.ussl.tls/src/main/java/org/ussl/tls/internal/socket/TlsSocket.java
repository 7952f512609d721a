// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.SSLHandshakeTimeout;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.engine.BlankContext;
import org.ussl.tls.internal.live.Connection;

/**
 * A socket with TLS on it. The engine's own socket is put on the plain one when the handshake starts and not before, so
 * that the handshake uses the version that is in use then, however long ago this object was made.
 */
public final class TlsSocket extends SettingsView {
    /** How long a close may wait for a peer that neither reads nor answers. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final PeerName name;
    private final boolean autoClose;
    private final ReentrantLock handshakeLock = new ReentrantLock();
    private final TlsInput input = new TlsInput(this);
    private final TlsOutput output = new TlsOutput(this);

    private volatile @Nullable Connection connection;
    private volatile boolean closed;

    /**
     * Wraps a socket.
     *
     * @param host the name of the peer; {@code null} to take it from the address that is connected to
     * @param autoClose whether closing this closes {@code plain}
     */
    public TlsSocket(Layer layer, Socket plain, TlsOptions options, @Nullable String host, boolean autoClose) {
        super(layer, plain, options);
        String known = options.serverHostname() != null ? options.serverHostname() : host;
        this.name = new PeerName(plain, !options.serverSide(), known);
        this.autoClose = autoClose;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, -1);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (options.serverSide()) {
            throw new IllegalStateException("connect on a server-side socket: accept gives such sockets");
        }
        SocketAddress address = name.connecting(endpoint);
        if (timeout < 0) {
            plain.connect(address);
        } else {
            plain.connect(address, timeout);
        }
        if (options.doHandshakeOnConnect()) {
            startHandshake();
        }
    }

    @Override
    public void startHandshake() throws IOException {
        SSLSocket tls = engaged;
        if (connection != null && tls != null) {
            tls.startHandshake(); // As JSSE has it: new keys for a connection that is up.
        } else {
            shakeHands();
        }
    }

    /** Shakes hands unless that is done; what every read and write does first. */
    SSLSocket establish() throws IOException {
        Connection up = connection;
        SSLSocket tls = engaged;
        if (up == null || tls == null) {
            return shakeHands();
        }
        up.requireLive();
        return tls;
    }

    private SSLSocket shakeHands() throws IOException {
        handshakeLock.lock();
        try (Deadlines.Watch watch = layer.deadlines().watch(plain, options.handshakeTimeout())) {
            SSLSocket tls = engaged;
            if (connection != null && tls != null) {
                return tls;
            }
            requireOpen();
            try {
                Engaged made = engage();
                made.socket().startHandshake();
                Connection up = layer.swaps()
                        .enter(made.terms(), new SocketWire(made.socket(), plain, output.writing(), layer.deadlines()));
                connection = up;
                up.requireLive(); // Not if a change that came meanwhile puts its peer out.
                return made.socket();
            } catch (IOException e) {
                throw failed(e, watch.hasExpired());
            }
        } finally {
            handshakeLock.unlock();
        }
    }

    private Engaged engage() throws IOException {
        String host = name.expected();
        Engaged made = layer.engage(plain, options, host, autoClose, peer());
        applyTo(made, host);
        engaged = made.socket();
        return made;
    }

    /** A connection whose handshake failed is of no use to anybody, and must not be used in clear text by mistake. */
    private IOException failed(IOException failure, boolean expired) {
        IOException error;
        if (expired || failure instanceof SocketTimeoutException) {
            error = new SSLHandshakeTimeout(
                    peer() + ": no TLS handshake within "
                            + (expired ? options.handshakeTimeout().toMillis() + " ms" : "the socket's timeout"),
                    peer(),
                    failure);
        } else if (closed) {
            error = failure;
        } else {
            error = failures().ofHandshake(failure, peer());
        }
        if (!closed) {
            layer.ledger().failed(error instanceof SSLError e ? e.reason() : Reason.OTHER);
        }
        try {
            plain.close();
        } catch (IOException closing) {
            error.addSuppressed(closing);
        }
        return error;
    }

    /** Why the service has ended the connection; {@code null} if it has not. */
    @Nullable
    SSLError ended() {
        Connection up = connection;
        return up == null ? null : up.ended();
    }

    /** Tells why a read failed. */
    IOException explainRead(IOException failure) {
        SSLError ended = ended();
        return ended != null ? ended : failures().ofTransfer(failure, peer());
    }

    /**
     * Tells why a write failed. Where the peer has closed on us, its alert may lie unread in the socket: in TLS 1.3
     * that is how a server refuses a client's certificate, and a bare "broken pipe" would hide it.
     */
    IOException explain(IOException failure) {
        SSLError ended = ended();
        if (ended != null) {
            return ended;
        }
        if (!(failure instanceof SocketException) || closed) {
            return failures().ofTransfer(failure, peer());
        }
        try {
            boundReads();
            input.lookAhead();
        } catch (SSLException alert) {
            IOException explained = failures().ofTransfer(alert, peer());
            explained.addSuppressed(failure);
            return explained;
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return input.hasReceived() ? failure : failures().ofCut(failure, peer());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        requireOpen();
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        requireOpen();
        return output;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        SSLSocket tls = engaged;
        try (Deadlines.Watch watch = layer.deadlines().watch(plain, CLOSE_TIMEOUT)) {
            if (tls != null) {
                closeEngaged(tls, watch);
            }
        } finally {
            layer.ledger().leave(connection);
            if (autoClose) {
                plain.close();
            }
        }
    }

    private void closeEngaged(SSLSocket tls, Deadlines.Watch watch) throws IOException {
        try {
            boundReads();
            tls.close();
        } catch (IOException e) {
            if (!watch.hasExpired() && !plain.isClosed()) {
                throw e;
            }
        }
    }

    /**
     * For the reads of a connection that ends: JSSE's close reads what the peer still sends, for as long as this
     * allows.
     */
    private void boundReads() throws SocketException {
        if (!plain.isClosed()) {
            int limit = (int) CLOSE_TIMEOUT.toMillis();
            int timeout = plain.getSoTimeout();
            plain.setSoTimeout(timeout == 0 ? limit : Math.min(timeout, limit));
        }
    }

    @Override
    public boolean isClosed() {
        SSLSocket tls = engaged;
        return closed || ended() != null || plain.isClosed() || (tls != null && tls.isClosed());
    }

    @Override
    public void shutdownInput() throws IOException {
        establish().shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        establish().shutdownOutput();
    }

    @Override
    public boolean isInputShutdown() {
        SSLSocket tls = engaged;
        return tls == null ? plain.isInputShutdown() : tls.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        SSLSocket tls = engaged;
        return tls == null ? plain.isOutputShutdown() : tls.isOutputShutdown();
    }

    /** Shakes hands if need be; as JSSE has it, a session without cipher suite says that it failed. */
    @Override
    public SSLSession getSession() {
        try {
            return establish().getSession();
        } catch (IOException e) {
            return BlankContext.create().createSSLEngine().getSession();
        }
    }

    /** Host and port of the peer, for messages. */
    public String peer() {
        return name.toString();
    }

    @Override
    public String toString() {
        return "TlsSocket[" + peer() + (connection != null ? "" : ", no handshake yet") + "]";
    }

    /**
     * The connection, once its handshake is done.
     *
     * @throws IllegalStateException if it is not
     */
    public Connection connection() {
        Connection up = connection;
        if (up == null) {
            throw new IllegalStateException(peer() + ": no handshake yet");
        }
        return up;
    }

    private void requireOpen() throws IOException {
        SSLError ended = ended();
        if (ended != null) {
            throw ended;
        }
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        if (!plain.isConnected()) {
            throw new SocketException("Socket is not connected");
        }
    }
}
