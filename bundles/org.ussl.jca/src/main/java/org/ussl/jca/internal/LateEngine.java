// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;

/**
 * An engine that is made when its side is known. Until its handshake begins, a setting may be changed and the engine is
 * made anew; from then on what is asked of a client stands.
 */
final class LateEngine extends SSLEngine {
    private final Sides sides;
    private final @Nullable String host;
    private final int port;
    private @Nullable Boolean clientMode;
    private @Nullable SSLParameters chosen;
    private boolean sessionCreation = true;
    private @Nullable BiFunction<SSLEngine, List<String>, String> alpnSelector;
    private volatile @Nullable SSLEngine engine;
    private volatile boolean begun;

    LateEngine(Sides sides, @Nullable String host, int port) {
        super(host, port);
        this.sides = sides;
        this.host = host;
        this.port = port;
    }

    /** The engine that does the work, made now if need be. */
    private SSLEngine engine() throws SSLError {
        SSLEngine made = engine;
        return made != null ? made : make();
    }

    private synchronized SSLEngine make() throws SSLError {
        SSLEngine made = engine;
        if (made != null) {
            return made;
        }
        if (clientMode == null) {
            throw new IllegalStateException("Client/Server mode has not yet been set.");
        }
        SSLParameters settings = chosen;
        TlsOptions options;
        if (clientMode) {
            options = sides.client();
        } else {
            options = settings == null
                    ? sides.server(false, false)
                    : sides.server(settings.getNeedClientAuth(), settings.getWantClientAuth());
        }
        SSLContext context = sides.context(options);
        made = create(context);
        if (settings != null) {
            made.setSSLParameters(settings);
        }
        made.setEnableSessionCreation(sessionCreation);
        if (alpnSelector != null) {
            BiFunction<SSLEngine, List<String>, String> selector = alpnSelector;
            made.setHandshakeApplicationProtocolSelector((inner, offered) -> selector.apply(this, offered));
        }
        engine = made;
        return made;
    }

    private SSLEngine create(SSLContext context) throws SSLError {
        try {
            return host == null ? context.createSSLEngine() : context.createSSLEngine(host, port);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof SSLError error) {
                throw error;
            }
            throw e;
        }
    }

    private SSLEngine begin() throws SSLError {
        SSLEngine made = engine();
        begun = true;
        return made;
    }

    /** For methods that can throw nothing. */
    private SSLEngine existing() {
        try {
            return engine();
        } catch (SSLError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
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
        SSLEngine made = engine;
        return made == null ? null : made.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        begin().closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        SSLEngine made = engine;
        return made != null && made.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        begun = true;
        existing().closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        SSLEngine made = engine;
        return made != null && made.isOutboundDone();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        SSLEngine made = engine;
        return made == null ? HandshakeStatus.NOT_HANDSHAKING : made.getHandshakeStatus();
    }

    @Override
    public SSLSession getSession() {
        return existing().getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        SSLEngine made = engine;
        return made == null ? null : made.getHandshakeSession();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        SSLEngine made = engine;
        return made == null ? null : made.getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        SSLEngine made = engine;
        return made == null ? null : made.getHandshakeApplicationProtocol();
    }

    @Override
    public synchronized void setHandshakeApplicationProtocolSelector(
            @Nullable BiFunction<SSLEngine, List<String>, String> selector) {
        alpnSelector = selector;
        SSLEngine made = engine;
        if (made != null) {
            made.setHandshakeApplicationProtocolSelector(
                    selector == null ? null : (inner, offered) -> selector.apply(this, offered));
        }
    }

    @Override
    public synchronized @Nullable BiFunction<SSLEngine, List<String>, String>
            getHandshakeApplicationProtocolSelector() {
        return alpnSelector;
    }

    @Override
    public synchronized void setUseClientMode(boolean mode) {
        if (clientMode != null && clientMode == mode) {
            return;
        }
        requireNotBegun("the side");
        clientMode = mode;
        engine = null;
    }

    @Override
    public synchronized boolean getUseClientMode() {
        return clientMode != null && clientMode;
    }

    @Override
    public synchronized SSLParameters getSSLParameters() {
        SSLEngine made = engine;
        if (made != null) {
            return made.getSSLParameters();
        }
        SSLParameters settings = chosen;
        if (settings != null) {
            return Settings.copy(settings);
        }
        return clientMode != null && clientMode
                ? sides.clientContext().getDefaultSSLParameters()
                : sides.serverDefaults();
    }

    /** What is asked of a client is part of the options that the engine is made with; so it is made anew. */
    @Override
    public synchronized void setSSLParameters(SSLParameters parameters) {
        SSLEngine made = engine;
        if (made != null && begun) {
            if (parameters.getNeedClientAuth() != made.getNeedClientAuth()
                    || parameters.getWantClientAuth() != made.getWantClientAuth()) {
                requireNotBegun("what is asked of the client");
            }
            made.setSSLParameters(parameters);
            return;
        }
        chosen = Settings.copy(parameters);
        engine = null;
    }

    private void requireNotBegun(String what) {
        if (begun) {
            throw new IllegalStateException(what + " cannot be changed once the handshake has begun");
        }
    }

    private synchronized void change(Consumer<SSLParameters> change) {
        SSLParameters changed = getSSLParameters();
        change.accept(changed);
        setSSLParameters(changed);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sides.clientContext().getSupportedSSLParameters().getCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return getSSLParameters().getCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        change(settings -> settings.setCipherSuites(suites));
    }

    @Override
    public String[] getSupportedProtocols() {
        return sides.clientContext().getSupportedSSLParameters().getProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return getSSLParameters().getProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        change(settings -> settings.setProtocols(protocols));
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        change(settings -> settings.setNeedClientAuth(need));
    }

    @Override
    public boolean getNeedClientAuth() {
        return getSSLParameters().getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        change(settings -> settings.setWantClientAuth(want));
    }

    @Override
    public boolean getWantClientAuth() {
        return getSSLParameters().getWantClientAuth();
    }

    @Override
    public synchronized void setEnableSessionCreation(boolean flag) {
        sessionCreation = flag;
        SSLEngine made = engine;
        if (made != null) {
            made.setEnableSessionCreation(flag);
        }
    }

    @Override
    public synchronized boolean getEnableSessionCreation() {
        return sessionCreation;
    }
}
