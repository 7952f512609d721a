// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.TlsOptions;

/**
 * A listener whose sockets have TLS on them. Accepting is all that it does: a handshake runs in the thread that first
 * uses the accepted socket, so that a slow client holds up nobody else.
 */
public final class TlsServerSocket extends SSLServerSocket {
    private final Layer layer;
    private final ServerSocket plain;
    private final TlsOptions options;
    private final HandshakeSettings settings;
    private boolean sessionCreation = true;

    /** Wraps a listener. */
    public TlsServerSocket(Layer layer, ServerSocket plain, TlsOptions options) throws IOException {
        this.layer = layer;
        this.plain = plain;
        this.options = options;
        this.settings = new HandshakeSettings(layer, options);
    }

    @Override
    public Socket accept() throws IOException {
        Socket accepted = plain.accept();
        TlsSocket socket = new TlsSocket(layer, accepted, options, null, null, true);
        synchronized (this) {
            socket.inherit(settings);
        }
        socket.setEnableSessionCreation(sessionCreation);
        return socket;
    }

    @Override
    public void bind(SocketAddress endpoint) throws IOException {
        plain.bind(endpoint);
    }

    @Override
    public void bind(SocketAddress endpoint, int backlog) throws IOException {
        plain.bind(endpoint, backlog);
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return plain.getInetAddress();
    }

    @Override
    public int getLocalPort() {
        return plain.getLocalPort();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return plain.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }

    /** None: a channel would lead past TLS. */
    @Override
    public @Nullable ServerSocketChannel getChannel() {
        return null;
    }

    @Override
    public boolean isBound() {
        return plain.isBound();
    }

    @Override
    public boolean isClosed() {
        return plain.isClosed();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        plain.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws IOException {
        return plain.getSoTimeout();
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        plain.setReuseAddress(on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return plain.getReuseAddress();
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        plain.setReceiveBufferSize(size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return plain.getReceiveBufferSize();
    }

    @Override
    public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        plain.setPerformancePreferences(connectionTime, latency, bandwidth);
    }

    @Override
    public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
        plain.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return plain.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return plain.supportedOptions();
    }

    @Override
    public synchronized SSLParameters getSSLParameters() {
        return settings.copy();
    }

    @Override
    public synchronized void setSSLParameters(SSLParameters parameters) {
        settings.set(parameters);
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
    public synchronized void setEnabledCipherSuites(String[] suites) {
        settings.setCipherSuites(suites, getSupportedCipherSuites());
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
    public synchronized void setEnabledProtocols(String[] protocols) {
        settings.setProtocols(protocols, getSupportedProtocols());
    }

    @Override
    public synchronized void setNeedClientAuth(boolean need) {
        settings.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return getSSLParameters().getNeedClientAuth();
    }

    @Override
    public synchronized void setWantClientAuth(boolean want) {
        settings.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return getSSLParameters().getWantClientAuth();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        settings.requireRole(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        sessionCreation = flag;
    }

    @Override
    public boolean getEnableSessionCreation() {
        return sessionCreation;
    }

    @Override
    public String toString() {
        return "TlsServerSocket[" + plain.getLocalSocketAddress() + "]";
    }
}
