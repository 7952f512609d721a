// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.engine.BlankContext;
import org.ussl.tls.internal.live.Connection;
import org.ussl.tls.internal.socket.Handshake.Established;

/**
 * A socket with TLS on it. The engine's own socket is put on the plain one when the handshake starts and not before, so
 * that the handshake uses the version that is in use then, however long ago this object was made.
 */
public final class TlsSocket extends SettingsView {
    private static final Logger LOG = LoggerFactory.getLogger(TlsSocket.class);

    private final PeerName name;
    private final boolean autoClose;
    private final Handshake handshake;
    private final TlsInput input;
    private final TlsOutput output;

    /**
     * Wraps a socket.
     *
     * @param host the name of the peer; {@code null} to take it from the address that is connected to
     * @param consumed what somebody has read of {@code plain} already and belongs to TLS; {@code null} if nothing
     * @param autoClose whether closing this closes {@code plain}
     */
    public TlsSocket(
            Layer layer,
            Socket plain,
            TlsOptions options,
            @Nullable String host,
            @Nullable InputStream consumed,
            boolean autoClose) {
        super(layer, plain, options);
        ReentrantLock writing = new ReentrantLock();
        String known = options.serverHostname() != null ? options.serverHostname() : host;
        this.name = new PeerName(plain, !options.serverSide(), known);
        this.autoClose = autoClose;
        this.handshake = new Handshake(this, name, consumed, autoClose, writing);
        this.input = new TlsInput(this, handshake);
        this.output = new TlsOutput(this, handshake, input, writing);
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        SocketAddress address = connecting(endpoint);
        plain.connect(address);
        connected();
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (timeout < 0) {
            throw new IllegalArgumentException("connect: a timeout can't be negative");
        }
        SocketAddress address = connecting(endpoint);
        plain.connect(address, timeout);
        connected();
    }

    private SocketAddress connecting(SocketAddress endpoint) {
        if (options.serverSide()) {
            throw new IllegalStateException("connect on a server-side socket: accept gives such sockets");
        }
        return name.connecting(endpoint);
    }

    private void connected() throws IOException {
        if (options.doHandshakeOnConnect()) {
            startHandshake();
        }
    }

    /** As JSSE has it, a handshake on a connection that is up gives it new keys, if the engine knows how to. */
    @Override
    public void startHandshake() throws IOException {
        boolean renew = handshake.established() != null;
        if (renew) {
            handshake.requireOpen();
        }
        SSLSocket tls = handshake.establish().tls();
        if (renew) {
            try {
                tls.startHandshake();
            } catch (UnsupportedOperationException e) {
                LOG.debug("this engine renews no keys; the connection goes on with those that it has", e);
            }
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        handshake.requireOpen();
        if (isInputShutdown()) {
            throw new SocketException("Socket input is shutdown");
        }
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        handshake.requireOpen();
        if (isOutputShutdown()) {
            throw new SocketException("Socket output is shutdown");
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        if (handshake.isAbandoned()) {
            return;
        }
        handshake.abandon();
        Established up = handshake.established();
        if (!autoClose && up != null) {
            up.wire().leave(input);
        } else if (autoClose && up != null) {
            up.wire().close();
        } else if (autoClose) {
            plain.close();
        }
    }

    /**
     * Takes TLS off again: says goodbye, waits for the peer's, and gives the plain socket back.
     *
     * @return the plain socket, with all that the peer sends after its goodbye
     */
    public Socket unwrap() throws IOException {
        handshake.establish().wire().comeOff(input, options.handshakeTimeout(), peer());
        handshake.abandon();
        return plain;
    }

    @Override
    public boolean isClosed() {
        return handshake.isAbandoned() || handshake.ended() != null || plain.isClosed();
    }

    /** What comes from now on is dropped; reads say that it is the end. */
    @Override
    public void shutdownInput() throws IOException {
        handshake.requireOpen();
        if (isInputShutdown()) {
            throw new SocketException("Socket input is already shutdown");
        }
        handshake.carrier().getInputStream().shutDown();
        input.shutDown();
        plain.shutdownInput();
    }

    /** Says TLS' own close and goes on reading (RFC 8446, section 6.1); before TLS 1.3 the peer closes too. */
    @Override
    public void shutdownOutput() throws IOException {
        handshake.requireOpen();
        if (isOutputShutdown()) {
            throw new SocketException("Socket output is already shutdown");
        }
        handshake.establish().wire().halfClose(peer());
        plain.shutdownOutput();
    }

    @Override
    public boolean isInputShutdown() {
        return input.isShutDown() || plain.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        Established up = handshake.established();
        return (up != null && up.wire().isOutputShutdown()) || plain.isOutputShutdown();
    }

    /** Shakes hands if need be; as JSSE has it, a session without cipher suite says that it failed. */
    @Override
    public SSLSession getSession() {
        Established up = handshake.established();
        try {
            return (up != null ? up : handshake.establish()).tls().getSession();
        } catch (IOException e) {
            return BlankContext.create().createSSLEngine().getSession();
        }
    }

    /** An engine may say {@code null} where JSSE has the empty name: shaken hands, and agreed on none. */
    @Override
    public @Nullable String getApplicationProtocol() {
        String agreed = super.getApplicationProtocol();
        return agreed == null && handshake.established() != null ? "" : agreed;
    }

    /** Host and port of the peer, for messages. */
    public String peer() {
        return name.toString();
    }

    /**
     * The connection, once its handshake is done.
     *
     * @throws IllegalStateException if it is not
     */
    public Connection connection() {
        Established up = handshake.established();
        if (up == null) {
            throw new IllegalStateException(peer() + ": no handshake yet");
        }
        return up.connection();
    }

    @Override
    public String toString() {
        return "TlsSocket[" + peer() + (handshake.established() != null ? "" : ", no handshake yet") + "]";
    }
}
