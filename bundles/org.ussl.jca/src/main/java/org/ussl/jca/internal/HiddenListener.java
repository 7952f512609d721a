// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;

/**
 * A listener that gives each connection what is set at that moment. Its own {@code setNeedClientAuth} decides what the
 * TLS service is asked for; the service could not be told later, and would pass over it.
 */
final class HiddenListener extends SSLServerSocket {
    private static final Logger LOG = LoggerFactory.getLogger(HiddenListener.class);

    private final Sides sides;
    private final Settings settings;

    HiddenListener(Sides sides) throws IOException {
        this.sides = sides;
        this.settings = new Settings(sides);
    }

    /** A connection that cannot get TLS is closed; the listener's software has nothing to do with it. */
    @Override
    public Socket accept() throws IOException {
        while (true) {
            if (isClosed()) {
                throw new SocketException("Socket is closed");
            }
            if (!isBound()) {
                throw new SocketException("Socket is not bound yet");
            }
            Socket accepted = new Socket();
            implAccept(accepted);
            try {
                return wrap(accepted);
            } catch (SSLError | IllegalStateException e) {
                accepted.close();
                LOG.warn("a connection to port {} was closed: {}", getLocalPort(), e.getMessage());
            }
        }
    }

    private SSLSocket wrap(Socket accepted) throws SSLError {
        TlsOptions options =
                settings.server().toBuilder().doHandshakeOnConnect(false).build();
        SSLSocket socket = sides.service().wrapSocket(accepted, options);
        settings.applyTo(socket);
        return socket;
    }

    /** None: a channel would lead past TLS. */
    @Override
    public @Nullable ServerSocketChannel getChannel() {
        return null;
    }

    @Override
    public SSLParameters getSSLParameters() {
        return settings.get(sides::serverDefaults);
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        settings.set(parameters);
    }

    private void change(Consumer<SSLParameters> change) {
        settings.change(change, sides::serverDefaults);
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
    public void setUseClientMode(boolean mode) {
        if (mode) {
            throw new IllegalArgumentException("a listener of the algorithm " + ProfileName.TYPE + " is a server");
        }
    }

    @Override
    public boolean getUseClientMode() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        settings.setSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return settings.sessionCreation();
    }
}
