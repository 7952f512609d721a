// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;

/**
 * The JSSE settings of an engine that is made when its side is known. Until its handshake begins, a setting may be
 * changed and the engine is made anew; from then on the side and what is asked of a client stand.
 */
abstract class LateSettings extends SSLEngine {
    private final Sides sides;
    private final Settings settings;
    private final @Nullable String host;
    private final int port;
    private @Nullable Boolean clientMode;
    private @Nullable BiFunction<SSLEngine, List<String>, String> alpnSelector;
    private volatile @Nullable SSLEngine engine;
    private volatile boolean begun;

    LateSettings(Sides sides, @Nullable String host, int port) {
        super(host, port);
        this.sides = sides;
        this.settings = new Settings(sides);
        this.host = host;
        this.port = port;
    }

    /** The engine that does the work; {@code null} as long as nobody needed it. */
    protected final @Nullable SSLEngine engine() {
        return engine;
    }

    /** The engine that does the work, made now if need be. */
    protected final SSLEngine made() throws SSLError {
        SSLEngine made = engine;
        return made != null ? made : make();
    }

    /** As {@link #made}; from now on side and demands stand. */
    protected final SSLEngine begin() throws SSLError {
        SSLEngine made = engine;
        return begun && made != null ? made : beginNow();
    }

    private synchronized SSLEngine beginNow() throws SSLError {
        SSLEngine made = make();
        begun = true;
        return made;
    }

    private synchronized SSLEngine make() throws SSLError {
        SSLEngine made = engine;
        if (made != null) {
            return made;
        }
        if (clientMode == null) {
            throw new IllegalStateException("Client/Server mode has not yet been set.");
        }
        made = create(clientMode ? sides.client() : settings.server());
        settings.applyTo(made);
        if (alpnSelector != null) {
            select(made);
        }
        engine = made;
        return made;
    }

    private SSLEngine create(TlsOptions options) throws SSLError {
        try {
            return host == null
                    ? sides.context(options).createSSLEngine()
                    : sides.context(options).createSSLEngine(host, port);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof SSLError error) {
                throw error;
            }
            throw e;
        }
    }

    private void select(SSLEngine made) {
        BiFunction<SSLEngine, List<String>, String> selector = alpnSelector;
        made.setHandshakeApplicationProtocolSelector(
                selector == null ? null : (inner, offered) -> selector.apply(this, offered));
    }

    @Override
    public synchronized void setHandshakeApplicationProtocolSelector(
            @Nullable BiFunction<SSLEngine, List<String>, String> selector) {
        alpnSelector = selector;
        SSLEngine made = engine;
        if (made != null) {
            select(made);
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
        return made != null ? made.getSSLParameters() : settings.get(this::defaults);
    }

    private SSLParameters defaults() {
        return getUseClientMode() ? sides.clientContext().getDefaultSSLParameters() : sides.serverDefaults();
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
        settings.set(parameters);
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
        change(changed -> changed.setCipherSuites(suites));
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
        change(changed -> changed.setProtocols(protocols));
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        change(changed -> changed.setNeedClientAuth(need));
    }

    @Override
    public boolean getNeedClientAuth() {
        return getSSLParameters().getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        change(changed -> changed.setWantClientAuth(want));
    }

    @Override
    public boolean getWantClientAuth() {
        return getSSLParameters().getWantClientAuth();
    }

    @Override
    public synchronized void setEnableSessionCreation(boolean flag) {
        settings.setSessionCreation(flag);
        SSLEngine made = engine;
        if (made != null) {
            made.setEnableSessionCreation(flag);
        }
    }

    @Override
    public boolean getEnableSessionCreation() {
        return settings.sessionCreation();
    }
}
