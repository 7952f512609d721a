// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.nio.ByteBuffer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.live.Connection;
import org.ussl.tls.internal.live.FullHandshake;
import org.ussl.tls.internal.live.UnderWay;
import org.ussl.tls.internal.live.Wire;

/**
 * An engine that keeps to its options whatever its user sets, is known to the ledger while it is up, and tells failures
 * by their reason. A connection that the service ends is closed here by its outbound side: the next unwrap tells why,
 * and the next wrap gives the goodbye that is still to be sent.
 */
public final class GuardedEngine extends EngineView implements Wire {
    private final Layer layer;
    private final int port;
    private volatile @Nullable Connection connection;
    private volatile boolean failed;
    private volatile boolean leaving;
    private boolean chosen;
    private final FullHandshake full;
    private final UnderWay.Handshake begun;

    /**
     * Makes an engine with the version that is in use now.
     *
     * @param peerHost the name that a client checks, unless the options tell one; {@code null} if there is none
     */
    public GuardedEngine(Layer layer, TlsOptions options, @Nullable String peerHost, int port) throws SSLError {
        this(layer, options, port, options.serverHostname() != null ? options.serverHostname() : peerHost);
    }

    private GuardedEngine(Layer layer, TlsOptions options, int port, @Nullable String host) throws SSLError {
        this(layer, options, port, host, HandshakeSettings.serverName(options, host));
    }

    private GuardedEngine(Layer layer, TlsOptions options, int port, @Nullable String host, @Nullable SNIHostName asked)
            throws SSLError {
        // Before the version in use is read, whose key has to last until the handshake is over.
        this(layer, options, port, host, asked, layer.ledger().underWay().begin());
    }

    private GuardedEngine(
            Layer layer,
            TlsOptions options,
            int port,
            @Nullable String host,
            @Nullable SNIHostName asked,
            UnderWay.Handshake begun)
            throws SSLError {
        super(layer, options, engage(layer, options, port, host, asked, begun), host, port, asked);
        this.layer = layer;
        this.begun = begun;
        this.port = port;
        this.full = new FullHandshake(host);
        this.chosen = options.sniProfiles().isEmpty();
    }

    private static EngagedEngine engage(
            Layer layer,
            TlsOptions options,
            int port,
            @Nullable String host,
            @Nullable SNIHostName asked,
            UnderWay.Handshake begun)
            throws SSLError {
        boolean made = false;
        try {
            EngagedEngine engine =
                    layer.engage(options, host, port, asked == null ? null : asked.getAsciiName(), peer(host, port));
            made = true;
            return engine;
        } finally {
            if (!made) {
                begun.close();
            }
        }
    }

    private static String peer(@Nullable String host, int port) {
        return host == null ? "unnamed" : host + ":" + port;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
        if (engine().isOutboundDone()) {
            requireLive(); // Not before, so that the goodbye gets out.
        }
        try (FullHandshake.Driving driving = full.drive()) {
            return follow(engine().wrap(sources, offset, length, target));
        } catch (SSLException e) {
            throw failed(e);
        }
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        requireLive();
        try (FullHandshake.Driving driving = full.drive()) {
            if (!choose(source)) {
                return new SSLEngineResult(Status.BUFFER_UNDERFLOW, getHandshakeStatus(), 0, 0);
            }
            return follow(engine().unwrap(source, targets, offset, length));
        } catch (SSLException e) {
            throw failed(e);
        }
    }

    /**
     * Exchanges the engine for one of the profile that the client asks for, when its first record has come.
     *
     * @return whether it has
     */
    private boolean choose(ByteBuffer source) throws SSLException {
        if (!chosen) {
            if (!ClientHello.isFirstRecordWhole(source)) {
                return false;
            }
            chosen = true;
            String requested = ClientHello.requestedName(source);
            if (requested != null) {
                exchange(layer.engage(options, host, port, requested, peer(host, port)));
            }
        }
        return true;
    }

    private SSLEngineResult follow(SSLEngineResult result) throws SSLException {
        Connection up = connection;
        if (up == null && isShaken(result)) {
            connection = layer.swaps().enter(engaged.terms(), this, !full.isSeen());
            begun.close();
            requireLive(); // Not if a change that came meanwhile puts its peer out.
        } else if (up != null && result.getStatus() == Status.CLOSED) {
            leaveIfOver();
        }
        return result;
    }

    /** {@code FINISHED} is told once, by a wrap or by an unwrap, and by some engines not at all on one of the sides. */
    private boolean isShaken(SSLEngineResult result) {
        HandshakeStatus status = result.getHandshakeStatus();
        return status == HandshakeStatus.FINISHED
                || (status == HandshakeStatus.NOT_HANDSHAKING
                        && result.getStatus() == Status.OK
                        && engine().getSession().isValid()
                        && !"SSL_NULL_WITH_NULL_NULL"
                                .equals(engine().getSession().getCipherSuite()));
    }

    private SSLException failed(SSLException failure) {
        begun.close();
        Connection up = connection;
        if (up != null) {
            SSLError ended = up.ended();
            layer.ledger().leave(up);
            return ended != null
                    ? ended
                    : (SSLException) new Failures(engaged.maker(), options)
                            .ofTransfer(failure, engaged.terms().peer());
        }
        SSLError error = new Failures(engaged.maker(), options)
                .ofHandshake(failure, engaged.terms().peer(), engaged.terms(), full);
        if (!failed) {
            failed = true;
            layer.ledger().failed(error.reason());
        }
        return error;
    }

    private void requireLive() throws SSLError {
        Connection up = connection;
        if (up != null) {
            up.requireLive();
        }
    }

    @Override
    public void beginHandshake() throws SSLException {
        requireLive();
        super.beginHandshake();
    }

    /** What an engine has to think about, such as judging a certificate, in whatever thread its user chooses. */
    @Override
    public @Nullable Runnable getDelegatedTask() {
        Runnable task = super.getDelegatedTask();
        return task == null
                ? null
                : () -> {
                    try (FullHandshake.Driving driving = full.drive()) {
                        task.run();
                    }
                };
    }

    @Override
    public void closeInbound() throws SSLException {
        try {
            engine().closeInbound();
        } catch (SSLException e) {
            throw failed(e);
        } finally {
            leaveIfOver();
        }
    }

    @Override
    public void closeOutbound() {
        leaving = true;
        begun.close();
        engine().closeOutbound();
        leaveIfOver();
    }

    private void leaveIfOver() {
        if (engine().isOutboundDone() && engine().isInboundDone()) {
            layer.ledger().leave(connection);
        }
    }

    /**
     * The connection, once its handshake is done.
     *
     * @throws IllegalStateException if it is not
     */
    public Connection connection() {
        Connection up = connection;
        if (up == null) {
            throw new IllegalStateException(engaged.terms().peer() + ": no handshake yet");
        }
        return up;
    }

    /** An engine may say {@code null} where JSSE has the empty name: shaken hands, and agreed on none. */
    @Override
    public @Nullable String getApplicationProtocol() {
        String agreed = super.getApplicationProtocol();
        return agreed == null && connection != null ? "" : agreed;
    }

    @Override
    public SSLSession session() {
        return engine().getSession();
    }

    @Override
    public @Nullable String alpn() {
        return engine().getApplicationProtocol();
    }

    @Override
    public boolean demandsCertificate() {
        return engine().getNeedClientAuth();
    }

    /** A goodbye that is still to be sent is told, as JSSE has it; not every engine does. */
    @Override
    public HandshakeStatus getHandshakeStatus() {
        HandshakeStatus status = super.getHandshakeStatus();
        boolean goodbye = leaving && connection != null && !engine().isOutboundDone();
        return goodbye && status == HandshakeStatus.NOT_HANDSHAKING ? HandshakeStatus.NEED_WRAP : status;
    }

    @Override
    public void cut() {
        leaving = true;
        engine().closeOutbound();
    }

    @Override
    public String toString() {
        return "GuardedEngine[" + engaged.terms().peer() + (connection != null ? "" : ", no handshake yet") + "]";
    }
}
