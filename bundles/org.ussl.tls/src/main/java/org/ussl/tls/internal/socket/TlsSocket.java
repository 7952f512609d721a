// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.engine.BlankContext;
import org.ussl.tls.internal.live.Connection;
import org.ussl.tls.internal.live.FullHandshake;
import org.ussl.tls.spi.TlsFeature;

/**
 * A socket with TLS on it. The engine's own socket is put on the plain one when the handshake starts and not before, so
 * that the handshake uses the version that is in use then, however long ago this object was made.
 */
public final class TlsSocket extends SettingsView {
    private static final Logger LOG = LoggerFactory.getLogger(TlsSocket.class);

    private final PeerName name;
    private final boolean autoClose;
    private final @Nullable InputStream consumed;
    private final ReentrantLock handshakeLock = new ReentrantLock();
    private final TlsInput input = new TlsInput(this);
    private final TlsOutput output = new TlsOutput(this, input);

    private volatile @Nullable Carrier carrier;
    private volatile @Nullable SocketWire wire;
    private volatile @Nullable Connection connection;
    private volatile boolean closed;

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
        String known = options.serverHostname() != null ? options.serverHostname() : host;
        this.name = new PeerName(plain, !options.serverSide(), known);
        this.consumed = consumed;
        this.autoClose = autoClose;
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

    @Override
    public void startHandshake() throws IOException {
        if (connection != null) {
            requireOpen();
            renew(establish());
        } else {
            shakeHands();
        }
    }

    /** As JSSE has it, a handshake on a connection that is up gives it new keys, if the engine knows how to. */
    private static void renew(SSLSocket tls) throws IOException {
        try {
            tls.startHandshake();
        } catch (UnsupportedOperationException e) {
            LOG.debug("this engine renews no keys; the connection goes on with those that it has", e);
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
                return options.serverSide() ? answer(watch) : open(null);
            } catch (IOException e) {
                throw failed(e, watch.hasExpired());
            }
        } finally {
            handshakeLock.unlock();
        }
    }

    /** Takes a place among the handshakes under way when the client has said who it wants. */
    private SSLSocket answer(Deadlines.Watch watch) throws IOException {
        String requested = ClientHello.requestedName(carrier().getInputStream().awaitHello());
        try (Admission.Place place = layer.admission().enter(watch.remainingNanos(), peer())) {
            return open(requested);
        }
    }

    private SSLSocket open(@Nullable String requestedName) throws IOException {
        String host = name.expected();
        SNIHostName asked = HandshakeSettings.serverName(options, host);
        Engaged made =
                layer.engage(carrier(), options, host, asked != null ? asked.getAsciiName() : requestedName, peer());
        SSLSocket tls = made.socket();
        applyTo(made, asked);
        engaged = tls;
        FullHandshake full = new FullHandshake(host);
        try (FullHandshake.Driving driving = full.drive()) {
            tls.startHandshake();
        }
        boolean canHalfClose = made.engine().features().contains(TlsFeature.HALF_CLOSE);
        SocketWire up = new SocketWire(tls, plain, carrier(), output.writing(), layer.deadlines(), canHalfClose);
        wire = up;
        connection = layer.swaps().enter(made.terms(), up, !full.isSeen());
        return establish(); // Not if a change that came meanwhile puts its peer out.
    }

    private Carrier carrier() throws IOException {
        Carrier under = carrier;
        if (under == null) {
            under = new Carrier(plain, consumed);
            carrier = under;
        }
        return under;
    }

    /** A connection whose handshake failed is of no use to anybody, and must not be used in clear text by mistake. */
    private IOException failed(IOException failure, boolean expired) {
        boolean busy = failure instanceof SSLError refusal && refusal.reason() == Reason.BUSY;
        boolean late = !busy && (expired || failure instanceof SocketTimeoutException);
        IOException error = failure;
        if (late) {
            error = failures().ofDeadline(failure, peer(), expired);
        } else if (!busy && !closed) {
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

    /** Whether the user has closed it. */
    boolean isClosedByUser() {
        return closed;
    }

    /** Whether the network has ended without TLS' own close. */
    boolean isCut() {
        Carrier under = carrier;
        return under != null && under.getInputStream().isCut();
    }

    /** Looks for what the peer has said, for a write that failed; waits for it no longer than a second. */
    void lookAhead() throws IOException {
        SocketWire up = wire;
        if (up != null) {
            up.lookAhead(input);
        }
    }

    /** An engine may say {@code null} where JSSE has the empty name: shaken hands, and agreed on none. */
    @Override
    public @Nullable String getApplicationProtocol() {
        String agreed = super.getApplicationProtocol();
        return agreed == null && connection != null ? "" : agreed;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        requireOpen();
        if (isInputShutdown()) {
            throw new SocketException("Socket input is shutdown");
        }
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        requireOpen();
        if (isOutputShutdown()) {
            throw new SocketException("Socket output is shutdown");
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        layer.ledger().leave(connection);
        SocketWire up = wire;
        if (!autoClose && up != null) {
            up.leave(input);
        } else if (autoClose && up != null) {
            up.close();
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
        established().comeOff(input, options.handshakeTimeout(), peer());
        closed = true;
        layer.ledger().leave(connection);
        return plain;
    }

    private SocketWire established() throws IOException {
        establish();
        return Objects.requireNonNull(wire, "the wire of a connection that is up");
    }

    @Override
    public boolean isClosed() {
        return closed || ended() != null || plain.isClosed();
    }

    /** What comes from now on is dropped; reads say that it is the end. */
    @Override
    public void shutdownInput() throws IOException {
        requireOpen();
        if (isInputShutdown()) {
            throw new SocketException("Socket input is already shutdown");
        }
        carrier().getInputStream().shutDown();
        input.shutDown();
        plain.shutdownInput();
    }

    /** Says TLS' own close and goes on reading (RFC 8446, section 6.1); before TLS 1.3 the peer closes too. */
    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        if (isOutputShutdown()) {
            throw new SocketException("Socket output is already shutdown");
        }
        established().halfClose(peer());
        plain.shutdownOutput();
    }

    @Override
    public boolean isInputShutdown() {
        return input.isShutDown() || plain.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        SocketWire up = wire;
        return (up != null && up.isOutputShutdown()) || plain.isOutputShutdown();
    }

    /** Shakes hands if need be; as JSSE has it, a session without cipher suite says that it failed. */
    @Override
    public SSLSession getSession() {
        SSLSocket tls = engaged;
        try {
            return connection != null && tls != null
                    ? tls.getSession()
                    : establish().getSession();
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
