// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.internal.live.FullHandshake;

/**
 * Lets an engine ask the {@link PeerVerifier}. Being an extended trust manager, it is taken as it is by SunJSSE, BCJSSE
 * and Conscrypt: none of them adds a check of its own, so none can disagree.
 *
 * <p>The name is checked whatever the socket's or engine's parameters say, because a context is often handed to
 * libraries that set parameters of their own.
 */
public final class PeerTrustManager extends X509ExtendedTrustManager {
    private final Source source;
    private final @Nullable String serverHostname;
    private final Clock clock;

    /** Where the verifier for a peer comes from. */
    @FunctionalInterface
    public interface Source {

        /**
         * The verifier of the moment.
         *
         * @throws CertificateException if there is nothing to verify with; then nobody is trusted
         */
        PeerVerifier verifier() throws CertificateException;
    }

    /** Makes the edge of one verifier; the parameters are the other constructor's. */
    public PeerTrustManager(PeerVerifier verifier, @Nullable String serverHostname, Clock clock) {
        this(() -> verifier, serverHostname, clock);
    }

    /**
     * Makes the edge.
     *
     * @param source asked for each peer
     * @param serverHostname the name that the options tell; {@code null} to take the one that the engine was made with
     */
    public PeerTrustManager(Source source, @Nullable String serverHostname, Clock clock) {
        this.source = source;
        this.serverHostname = serverHostname;
        this.clock = clock;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        server(chain, authType, handshake(socket), null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        server(chain, authType, engine.getHandshakeSession(), engine.getPeerHost());
    }

    /**
     * Without a connection there is no name to check either, unless the options tell one; the verifier refuses then.
     */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        server(chain, authType, null, null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        client(chain, handshake(socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        client(chain, engine.getHandshakeSession());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        client(chain, null);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        try {
            return source.verifier().anchors().toArray(new X509Certificate[0]);
        } catch (CertificateException e) {
            return new X509Certificate[0];
        }
    }

    private void server(
            X509Certificate[] chain, String authType, @Nullable SSLSession session, @Nullable String engineHost)
            throws CertificateException {
        FullHandshake.mark();
        String host = serverHostname != null ? serverHostname : FullHandshake.expectedHost();
        if (host == null && session != null) {
            host = session.getPeerHost();
        }
        if (host == null) {
            host = engineHost;
        }
        List<X509Certificate> verified =
                source.verifier().verify(List.of(chain), PeerRole.SERVER, host, stapled(session), clock.instant());
        Usage.requireKeyExchange(verified.get(0), authType);
    }

    private void client(X509Certificate[] chain, @Nullable SSLSession session) throws CertificateException {
        source.verifier().verify(List.of(chain), PeerRole.CLIENT, null, stapled(session), clock.instant());
    }

    private static @Nullable SSLSession handshake(@Nullable Socket socket) {
        return socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null;
    }

    private static List<byte[]> stapled(@Nullable SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return List.of();
        }
        try {
            List<byte[]> responses = extended.getStatusResponses();
            return responses == null ? List.of() : responses;
        } catch (UnsupportedOperationException e) {
            return List.of(); // What JSSE's own default does for engines that don't staple.
        }
    }
}
