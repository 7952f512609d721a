// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.net.Socket;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;

/**
 * The JSSE settings of a socket: kept here until the engine's own socket is there, and passed on from then on. What the
 * options demand stands whatever is set.
 */
abstract class SettingsView extends PlainView {
    /** Gives TLS to the plain socket. */
    final Layer layer;

    /** What is asked of the connection. */
    final TlsOptions options;

    private final HandshakeSettings settings;
    private final HandshakeListeners listeners = new HandshakeListeners(this);

    /** The engine's own socket, and whose it is; {@code null} until the handshake starts. */
    private volatile @Nullable Engaged engaged;

    private boolean sessionCreation = true;
    private @Nullable BiFunction<SSLSocket, List<String>, String> alpnSelector;

    SettingsView(Layer layer, Socket plain, TlsOptions options) {
        super(plain);
        this.options = options;
        this.layer = layer;
        this.settings = new HandshakeSettings(layer, options);
    }

    /** Takes over what was set on the listener. */
    final void inherit(HandshakeSettings listener) {
        settings.inherit(listener);
    }

    /** Takes an engine's socket and gives it what was set so far. */
    final void engage(Engaged made, @Nullable SNIHostName asked) throws SSLError {
        engaged = made;
        SSLSocket tls = made.socket();
        settings.applyTo(tls, made.engine(), asked);
        tls.setEnableSessionCreation(sessionCreation);
        if (alpnSelector != null) {
            BiFunction<SSLSocket, List<String>, String> selector = alpnSelector;
            tls.setHandshakeApplicationProtocolSelector((inner, offered) -> selector.apply(this, offered));
        }
        listeners.listenTo(tls);
    }

    /** Tells failures of the engine's socket by their reason. */
    final Failures failures() {
        Engaged made = engaged;
        return new Failures(made == null ? null : made.engine(), options);
    }

    private @Nullable SSLSocket tls() {
        Engaged made = engaged;
        return made == null ? null : made.socket();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        SSLSocket tls = tls();
        return tls == null ? null : tls.getHandshakeSession();
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        listeners.remove(listener);
    }

    @Override
    public SSLParameters getSSLParameters() {
        SSLSocket tls = tls();
        return tls == null ? settings.copy() : tls.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        settings.set(parameters);
        apply();
    }

    private void apply() {
        Engaged made = engaged;
        if (made != null) {
            try {
                settings.applyTo(made.socket(), made.engine(), null);
            } catch (SSLError e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return HandshakeSettings.supported(layer).getCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return getSSLParameters().getCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        settings.setCipherSuites(suites, getSupportedCipherSuites());
        apply();
    }

    @Override
    public String[] getSupportedProtocols() {
        return HandshakeSettings.supported(layer).getProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return getSSLParameters().getProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
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
    public void setNeedClientAuth(boolean need) {
        settings.setNeedClientAuth(need);
        apply();
    }

    @Override
    public boolean getNeedClientAuth() {
        return getSSLParameters().getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        settings.setWantClientAuth(want);
        apply();
    }

    @Override
    public boolean getWantClientAuth() {
        return getSSLParameters().getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        sessionCreation = flag;
        SSLSocket tls = tls();
        if (tls != null) {
            tls.setEnableSessionCreation(flag);
        }
    }

    @Override
    public boolean getEnableSessionCreation() {
        return sessionCreation;
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        SSLSocket tls = tls();
        return tls == null ? null : tls.getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        SSLSocket tls = tls();
        return tls == null ? null : tls.getHandshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(
            @Nullable BiFunction<SSLSocket, List<String>, String> selector) {
        alpnSelector = selector;
    }

    @Override
    public @Nullable BiFunction<SSLSocket, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return alpnSelector;
    }
}
