// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;

/** An engine whose work is done by one of the TLS service's, which is made with the first call that needs it. */
final class LateEngine extends LateSettings {

    LateEngine(Sides sides, @Nullable String host, int port) {
        super(sides, host, port);
    }

    @Override
    public void beginHandshake() throws SSLException {
        begin().beginHandshake();
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
        return begin().wrap(sources, offset, length, target);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        return begin().unwrap(source, targets, offset, length);
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        SSLEngine made = engine();
        return made == null ? null : made.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        begin().closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        SSLEngine made = engine();
        return made != null && made.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        try {
            begin().closeOutbound();
        } catch (SSLError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public boolean isOutboundDone() {
        SSLEngine made = engine();
        return made != null && made.isOutboundDone();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        SSLEngine made = engine();
        return made == null ? HandshakeStatus.NOT_HANDSHAKING : made.getHandshakeStatus();
    }

    @Override
    public SSLSession getSession() {
        try {
            return made().getSession();
        } catch (SSLError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        SSLEngine made = engine();
        return made == null ? null : made.getHandshakeSession();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        SSLEngine made = engine();
        return made == null ? null : made.getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        SSLEngine made = engine();
        return made == null ? null : made.getHandshakeApplicationProtocol();
    }
}
