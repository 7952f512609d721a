// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.internal.live.Connection;
import org.ussl.tls.internal.live.Terms;
import org.ussl.tls.internal.live.Wire;
import org.ussl.tls.spi.TlsEngine;

/**
 * An engine that keeps to its options whatever its user sets, is known to the ledger while it is up, and tells failures
 * by their reason. A connection that the service ends is closed here by its outbound side: the next unwrap tells why,
 * and the next wrap gives the goodbye that is still to be sent.
 */
public final class GuardedEngine extends EngineView implements Wire {
    private final Layer layer;
    private final Terms terms;
    private volatile @Nullable Connection connection;
    private volatile boolean failed;

    /**
     * Guards an engine that has not started.
     *
     * @param maker whose engine it is
     * @param engine does the work
     * @param terms what its handshake is made under
     * @param host the name that a client checks; {@code null} on a server or if there is none
     */
    public GuardedEngine(Layer layer, TlsEngine maker, SSLEngine engine, Terms terms, @Nullable String host, int port)
            throws SSLError {
        super(layer, maker, engine, terms.options(), host, port);
        this.layer = layer;
        this.terms = terms;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
        if (engine.isOutboundDone()) {
            requireLive(); // Not before, so that the goodbye gets out.
        }
        try {
            return follow(engine.wrap(sources, offset, length, target));
        } catch (SSLException e) {
            throw failed(e);
        }
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        requireLive();
        try {
            return follow(engine.unwrap(source, targets, offset, length));
        } catch (SSLException e) {
            throw failed(e);
        }
    }

    private SSLEngineResult follow(SSLEngineResult result) throws SSLException {
        Connection up = connection;
        if (up == null && isShaken(result)) {
            connection = layer.swaps().enter(terms, this);
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
                        && engine.getSession().isValid()
                        && !"SSL_NULL_WITH_NULL_NULL".equals(engine.getSession().getCipherSuite()));
    }

    private SSLException failed(SSLException failure) {
        Connection up = connection;
        if (up != null) {
            SSLError ended = up.ended();
            layer.ledger().leave(up);
            return ended != null ? ended : (SSLException) new Failures(maker).ofTransfer(failure, terms.peer());
        }
        SSLError error = new Failures(maker).ofHandshake(failure, terms.peer());
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
    public void closeInbound() throws SSLException {
        try {
            engine.closeInbound();
        } catch (SSLException e) {
            throw failed(e);
        } finally {
            leaveIfOver();
        }
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
        leaveIfOver();
    }

    private void leaveIfOver() {
        if (engine.isOutboundDone() && engine.isInboundDone()) {
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
            throw new IllegalStateException(terms.peer() + ": no handshake yet");
        }
        return up;
    }

    @Override
    public SSLSession session() {
        return engine.getSession();
    }

    @Override
    public @Nullable String alpn() {
        return engine.getApplicationProtocol();
    }

    @Override
    public void cut() {
        engine.closeOutbound();
    }

    @Override
    public String toString() {
        return "GuardedEngine[" + terms.peer() + (connection != null ? "" : ", no handshake yet") + "]";
    }
}
