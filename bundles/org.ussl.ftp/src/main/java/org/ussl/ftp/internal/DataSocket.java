// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A data connection with TLS. It looks at the handshake's outcome before FtpServer sends or takes a byte: who is not
 * the client of the control connection cannot resume its session, so that nobody gets in between who is quicker at the
 * data port (as vsftpd's {@code require_ssl_reuse}).
 */
final class DataSocket extends SettledSocket {

    private final Socket plain;
    private final SSLEngine engine;
    private final TlsStream stream;
    private final @Nullable SSLSession control;
    private final int connectMillis;

    /** A {@code null} for the control connection's session means that any will do. */
    DataSocket(Socket plain, SSLEngine engine, @Nullable SSLSession control, int connectMillis) {
        this.plain = plain;
        this.engine = engine;
        this.stream = new TlsStream(plain, engine);
        this.control = control;
        this.connectMillis = connectMillis;
    }

    @Override
    public void startHandshake() throws IOException {
        int patience = plain.getSoTimeout();
        plain.setSoTimeout(connectMillis);
        stream.shakeHands();
        plain.setSoTimeout(patience);
        if (control != null && !isResumed(control, engine.getSession())) {
            close();
            throw new SSLException("the data connection must resume the TLS session of the control connection"
                    + " (requireTlsReuse); some clients can do so only once with TLS 1.3, and more often with 1.2");
        }
    }

    /**
     * A resumed session keeps the time at which the first was made, to the millisecond; JSSE tells no more of it in TLS
     * 1.3. It also is of the same version and suite and shows the same certificate.
     */
    private static boolean isResumed(SSLSession control, SSLSession data) {
        return control.getCreationTime() == data.getCreationTime()
                && control.getProtocol().equals(data.getProtocol())
                && control.getCipherSuite().equals(data.getCipherSuite());
    }

    @Override
    public void bind(@Nullable SocketAddress address) throws IOException {
        plain.bind(address);
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, connectMillis);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        plain.connect(endpoint, timeout);
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return plain.getInetAddress();
    }

    @Override
    public int getPort() {
        return plain.getPort();
    }

    @Override
    public boolean isConnected() {
        return plain.isConnected();
    }

    @Override
    public boolean isClosed() {
        return plain.isClosed();
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        plain.setReuseAddress(on);
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        plain.setSoTimeout(timeout);
    }

    @Override
    public InputStream getInputStream() {
        return stream.input();
    }

    @Override
    public OutputStream getOutputStream() {
        return stream.output();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }
}
