// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.live.Connection;
import org.ussl.tls.internal.live.FullHandshake;
import org.ussl.tls.internal.live.Terms;
import org.ussl.tls.internal.live.UnderWay;
import org.ussl.tls.spi.TlsFeature;

/**
 * The handshake of a wrapped socket. The first who needs it makes it, with the version that is in use then, within a
 * deadline; for all others there is what came of it.
 */
final class Handshake {
    private final SettingsView socket;
    private final Layer layer;
    private final Socket plain;
    private final TlsOptions options;
    private final PeerName name;
    private final @Nullable InputStream consumed;
    private final boolean autoClose;
    private final ReentrantLock writing;
    private final ReentrantLock shaking = new ReentrantLock();
    private volatile @Nullable Carrier carrier;
    private volatile @Nullable Established established;
    private volatile boolean abandoned;

    /** Written and read by whoever shakes hands. */
    private @Nullable Terms terms;

    private @Nullable FullHandshake full;

    /**
     * What came of it.
     *
     * @param tls the engine's own socket
     * @param wire how to end it
     * @param connection what the service knows of it
     */
    record Established(SSLSocket tls, SocketWire wire, Connection connection) {}

    /**
     * A handshake to come.
     *
     * @param socket has what was set for it, and takes the engine's own socket
     * @param consumed what somebody has read of the plain socket already and belongs to TLS; {@code null} if nothing
     * @param autoClose whether the plain socket ends with TLS
     * @param writing held by whoever writes when it is done
     */
    Handshake(
            SettingsView socket,
            PeerName name,
            @Nullable InputStream consumed,
            boolean autoClose,
            ReentrantLock writing) {
        this.socket = socket;
        this.layer = socket.layer;
        this.plain = socket.plain;
        this.options = socket.options;
        this.name = name;
        this.consumed = consumed;
        this.autoClose = autoClose;
        this.writing = writing;
    }

    /** What came of it; {@code null} until it is done. */
    @Nullable
    Established established() {
        return established;
    }

    /** Shakes hands unless that is done; what every read and write does first. */
    Established establish() throws IOException {
        Established up = established;
        if (up == null) {
            return shakeHands();
        }
        up.connection().requireLive();
        return up;
    }

    /** What TLS sits on, on a connected socket; made for the first who asks. */
    Carrier carrier() throws IOException {
        Carrier under = carrier;
        if (under == null) {
            under = new Carrier(plain, consumed);
            carrier = under;
        }
        return under;
    }

    /** Whether the network has ended without TLS' own close. */
    boolean isCut() {
        Carrier under = carrier;
        return under != null && under.getInputStream().isCut();
    }

    /** Its user has closed the socket; what fails from now on is no failure. */
    void abandon() {
        abandoned = true;
        Established up = established;
        if (up != null) {
            layer.ledger().leave(up.connection());
        }
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** Why the service has ended the connection; {@code null} if it has not. */
    @Nullable
    SSLError ended() {
        Established up = established;
        return up == null ? null : up.connection().ended();
    }

    /** Refuses what only a connected socket can do. */
    void requireOpen() throws IOException {
        boolean closed = abandoned || plain.isClosed(); // Asked first: who ends a connection says why, and then closes.
        SSLError ended = ended();
        if (ended != null) {
            throw ended;
        }
        if (closed) {
            throw new SocketException("Socket is closed");
        }
        if (!plain.isConnected()) {
            throw new SocketException("Socket is not connected");
        }
    }

    private Established shakeHands() throws IOException {
        shaking.lock();
        try (Deadlines.Watch watch = layer.deadlines().watch(plain, options.handshakeTimeout())) {
            Established up = established;
            if (up != null) {
                return up;
            }
            requireOpen();
            try {
                return options.serverSide() ? answer(watch) : open(null);
            } catch (IOException e) {
                throw failed(e, watch.hasExpired());
            }
        } finally {
            shaking.unlock();
        }
    }

    /** Takes a place among the handshakes under way when the client has said who it wants. */
    private Established answer(Deadlines.Watch watch) throws IOException {
        String requested = ClientHello.requestedName(carrier().getInputStream().awaitHello());
        try (Admission.Place place = layer.admission().enter(watch.remainingNanos(), name.toString())) {
            return open(requested);
        }
    }

    private Established open(@Nullable String requestedName) throws IOException {
        // Before the version in use is read, whose key has to last until the end.
        try (UnderWay.Handshake begun = layer.ledger().underWay().begin()) {
            return engage(requestedName);
        }
    }

    private Established engage(@Nullable String requestedName) throws IOException {
        String host = name.expected();
        SNIHostName asked = HandshakeSettings.serverName(options, host);
        Engaged made = layer.engage(
                carrier(), options, host, asked != null ? asked.getAsciiName() : requestedName, name.toString());
        SSLSocket tls = made.socket();
        socket.engage(made, asked);
        boolean canHalfClose = made.engine().features().contains(TlsFeature.HALF_CLOSE);
        if (autoClose && !canHalfClose) {
            carrier()
                    .getInputStream()
                    .readAhead(); // TLS stays on until the end, so nothing that comes is anybody else's.
        }
        FullHandshake driven = new FullHandshake(host);
        terms = made.terms();
        full = driven;
        try (FullHandshake.Driving driving = driven.drive()) {
            tls.startHandshake();
        }
        SocketWire wire = new SocketWire(tls, plain, carrier(), writing, layer.deadlines(), canHalfClose);
        Established up = new Established(tls, wire, layer.swaps().enter(made.terms(), wire, !driven.isSeen()));
        established = up;
        if (abandoned) {
            layer.ledger().leave(up.connection()); // Its user closed meanwhile, and did not find it.
        }
        up.connection().requireLive(); // Not if a change that came meanwhile puts its peer out.
        return up;
    }

    /** A connection whose handshake failed is of no use to anybody, and must not be used in clear text by mistake. */
    private IOException failed(IOException failure, boolean expired) {
        String peer = name.toString();
        boolean busy = failure instanceof SSLError refusal && refusal.reason() == Reason.BUSY;
        boolean late = !busy && (expired || failure instanceof SocketTimeoutException);
        IOException error = failure;
        if (late) {
            error = socket.failures().ofDeadline(failure, peer, expired);
        } else if (!busy && !abandoned) {
            error = socket.failures().ofHandshake(failure, peer, terms, full);
        }
        if (!abandoned) {
            layer.ledger().failed(error instanceof SSLError e ? e.reason() : Reason.OTHER);
        }
        try {
            plain.close();
        } catch (IOException closing) {
            error.addSuppressed(closing);
        }
        return error;
    }
}
