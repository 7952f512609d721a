// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The plain socket as the engine sees it. Engines shut down or close what they sit on, each by rules of its own, and
 * read as much as there is; here the directions stay open until the wrapped socket closes them, and TLS can be taken
 * off again. It has what engines ask for while they work, and no more: the options of the network are the wrapped
 * socket's, and no engine sets any of its own accord.
 */
final class Carrier extends Socket {
    private final Socket plain;
    private final CarrierInput input;
    private volatile boolean released;
    private volatile boolean closed;
    private volatile boolean inputDone;
    private volatile boolean outputDone;

    /**
     * Carries an engine on a connected socket.
     *
     * @param consumed what somebody has read of it already and belongs to TLS; {@code null} if nothing
     */
    Carrier(Socket plain, @Nullable InputStream consumed) throws IOException {
        this.plain = plain;
        this.input = new CarrierInput(plain.getInputStream(), consumed);
    }

    /** From now on the plain socket is somebody else's. */
    void release() {
        released = true;
    }

    @Override
    public CarrierInput getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return plain.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (!released) {
            plain.close();
        }
    }

    @Override
    public boolean isClosed() {
        return closed || plain.isClosed();
    }

    @Override
    public void shutdownInput() {
        inputDone = true;
    }

    @Override
    public void shutdownOutput() {
        outputDone = true;
    }

    @Override
    public boolean isInputShutdown() {
        return inputDone || plain.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return outputDone || plain.isOutputShutdown();
    }

    @Override
    public boolean isConnected() {
        return plain.isConnected();
    }

    @Override
    public boolean isBound() {
        return plain.isBound();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return plain.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return plain.getLocalAddress();
    }

    @Override
    public int getPort() {
        return plain.getPort();
    }

    @Override
    public int getLocalPort() {
        return plain.getLocalPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return plain.getRemoteSocketAddress();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return plain.getLocalSocketAddress();
    }

    /** None: a channel would lead past TLS. */
    @Override
    public @Nullable SocketChannel getChannel() {
        return null;
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        plain.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return plain.getSoTimeout();
    }

    @Override
    public int getSoLinger() throws SocketException {
        return plain.getSoLinger();
    }

    @Override
    public String toString() {
        return "Carrier[" + plain + "]";
    }
}
