// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.probe;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Notes what a server shows and lets the handshake go on, so that its rest can be seen too. Nothing is trusted by that:
 * the connection carries no application data and is closed right after.
 */
final class Onlooker extends X509ExtendedTrustManager {
    private volatile List<X509Certificate> chain = List.of();
    private volatile List<byte[]> stapled = List.of();
    private volatile @Nullable Agreed agreed;

    /** What the server sent, its own certificate first; empty if it has not sent any yet. */
    List<X509Certificate> chain() {
        return chain;
    }

    List<byte[]> stapled() {
        return stapled;
    }

    /** What was agreed on when the certificates came; {@code null} if it did not come to that. */
    @Nullable
    Agreed agreed() {
        return agreed;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] received, String authType, Socket socket) {
        note(received, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] received, String authType, SSLEngine engine) {
        note(received, engine.getHandshakeSession());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] received, String authType) {
        note(received, null);
    }

    private void note(X509Certificate[] received, @Nullable SSLSession session) {
        chain = List.of(received);
        agreed = Agreed.of(session);
        if (session instanceof ExtendedSSLSession extended) {
            try {
                stapled = List.copyOf(extended.getStatusResponses());
            } catch (UnsupportedOperationException e) {
                stapled = List.of(); // This engine doesn't tell.
            }
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] received, String authType, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] received, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] received, String authType) throws CertificateException {
        throw noServer();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static CertificateException noServer() {
        return new CertificateException("a probe is no server");
    }
}
