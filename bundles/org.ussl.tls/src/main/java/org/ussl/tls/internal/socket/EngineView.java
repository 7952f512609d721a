// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;

/**
 * The JSSE settings and state of an engine, passed on to the one that does the work. What the options demand stands
 * whatever is set: libraries such as Netty, MINA and Jetty set parameters of their own.
 */
abstract class EngineView extends SSLEngine {
    /** What is asked of the connection. */
    protected final TlsOptions options;

    /** The name that a client checks, a hint for resumption on a server. */
    protected final @Nullable String host;

    /** The engine that does the work, and whose it is. */
    protected volatile EngagedEngine engaged;

    private final HandshakeSettings settings;
    private final @Nullable SNIHostName asked;
    private boolean begun;
    private @Nullable BiFunction<SSLEngine, List<String>, String> alpnSelector;

    EngineView(
            Layer layer,
            TlsOptions options,
            EngagedEngine engaged,
            @Nullable String host,
            int port,
            @Nullable SNIHostName asked)
            throws SSLError {
        super(host, port);
        this.options = options;
        this.host = host;
        this.engaged = engaged;
        this.asked = asked;
        this.settings = new HandshakeSettings(layer, options);
        settings.applyTo(engaged.engine(), engaged.maker(), asked);
    }

    /** The engine that does the work. */
    protected final SSLEngine engine() {
        return engaged.engine();
    }

    /** Takes another engine to do the work, before anything came from the peer. */
    protected final synchronized void exchange(EngagedEngine other) throws SSLException {
        boolean sessionCreation = engine().getEnableSessionCreation();
        engaged = other;
        settings.applyTo(other.engine(), other.maker(), asked);
        other.engine().setEnableSessionCreation(sessionCreation);
        if (alpnSelector != null) {
            setHandshakeApplicationProtocolSelector(alpnSelector);
        }
        if (begun) {
            other.engine().beginHandshake();
        }
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
        return engine().getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine().getEnabledCipherSuites();
    }

    @Override
    public synchronized void setEnabledCipherSuites(String[] suites) {
        settings.setCipherSuites(suites, getSupportedCipherSuites());
        apply();
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine().getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine().getEnabledProtocols();
    }

    @Override
    public synchronized void setEnabledProtocols(String[] protocols) {
        settings.setProtocols(protocols, getSupportedProtocols());
        apply();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        settings.requireRole(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return !options.serverSide();
    }

    @Override
    public synchronized void setNeedClientAuth(boolean need) {
        settings.setNeedClientAuth(need);
        apply();
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine().getNeedClientAuth();
    }

    @Override
    public synchronized void setWantClientAuth(boolean want) {
        settings.setWantClientAuth(want);
        apply();
    }

    @Override
    public boolean getWantClientAuth() {
        return engine().getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        engine().setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine().getEnableSessionCreation();
    }

    @Override
    public SSLSession getSession() {
        return engine().getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return engine().getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        synchronized (this) {
            begun = true;
        }
        engine().beginHandshake();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return engine().getHandshakeStatus();
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return engine().getDelegatedTask();
    }

    @Override
    public boolean isInboundDone() {
        return engine().isInboundDone();
    }

    @Override
    public boolean isOutboundDone() {
        return engine().isOutboundDone();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return engine().getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return engine().getHandshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(
            @Nullable BiFunction<SSLEngine, List<String>, String> selector) {
        alpnSelector = selector;
        engine().setHandshakeApplicationProtocolSelector(
                        selector == null ? null : (inner, offered) -> selector.apply(this, offered));
    }

    @Override
    public @Nullable BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return alpnSelector;
    }

    private void apply() {
        try {
            settings.applyTo(engaged.engine(), engaged.maker(), asked);
        } catch (SSLError e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
