// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsEngine;

/**
 * The JSSE settings and state of an engine, passed on to the one that does the work. What the options demand stands
 * whatever is set: libraries such as Netty, MINA and Jetty set parameters of their own.
 */
abstract class EngineView extends SSLEngine {
    /** What is asked of the connection. */
    protected final TlsOptions options;

    /** The engine that does the work. */
    protected final SSLEngine engine;

    /** Whose engine that is. */
    protected final TlsEngine maker;

    private final @Nullable String host;
    private final HandshakeSettings settings;

    EngineView(Layer layer, TlsEngine maker, SSLEngine engine, TlsOptions options, @Nullable String host, int port)
            throws SSLError {
        super(host, port);
        this.maker = maker;
        this.engine = engine;
        this.options = options;
        this.host = host;
        this.settings = new HandshakeSettings(layer, options);
        engine.setUseClientMode(!options.serverSide());
        settings.applyTo(engine, maker, host);
    }

    @Override
    public synchronized SSLParameters getSSLParameters() {
        return settings.copy();
    }

    @Override
    public synchronized void setSSLParameters(SSLParameters parameters) {
        settings.set(parameters);
        apply();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        change(parameters -> parameters.setCipherSuites(suites));
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        change(parameters -> parameters.setProtocols(protocols));
    }

    /** The role is the options' and stays it. */
    @Override
    public void setUseClientMode(boolean mode) {
        if (mode == options.serverSide()) {
            throw new IllegalArgumentException("serverSide=" + options.serverSide() + " in the options");
        }
    }

    @Override
    public boolean getUseClientMode() {
        return !options.serverSide();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        change(parameters -> parameters.setNeedClientAuth(need));
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        change(parameters -> parameters.setWantClientAuth(want));
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        engine.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return engine.getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        engine.beginHandshake();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return engine.getHandshakeStatus();
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return engine.getDelegatedTask();
    }

    @Override
    public boolean isInboundDone() {
        return engine.isInboundDone();
    }

    @Override
    public boolean isOutboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return engine.getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return engine.getHandshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(
            @Nullable BiFunction<SSLEngine, List<String>, String> selector) {
        engine.setHandshakeApplicationProtocolSelector(
                selector == null ? null : (inner, offered) -> selector.apply(this, offered));
    }

    @Override
    public @Nullable BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return engine.getHandshakeApplicationProtocolSelector();
    }

    private synchronized void change(Consumer<SSLParameters> change) {
        settings.change(change);
        apply();
    }

    private void apply() {
        try {
            settings.applyTo(engine, maker, host);
        } catch (SSLError e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
