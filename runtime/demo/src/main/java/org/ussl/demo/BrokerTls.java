// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSessionContext;
import org.ussl.testing.pki.Identity;

/** The broker's side of TLS: a certificate that can be changed while it runs, and the clients' certificates. */
final class BrokerTls extends SslContext {
    private final Map<Integer, SSLEngine> engines = new ConcurrentHashMap<>();
    private volatile SslContext current;

    BrokerTls(Identity identity, List<X509Certificate> trusted) throws SSLException {
        current = context(identity, trusted);
    }

    /** Takes effect at the next handshake. */
    void present(Identity identity, List<X509Certificate> trusted) throws SSLException {
        current = context(identity, trusted);
    }

    /** The certificate with which the client at this port proved itself. */
    Optional<X509Certificate> certificateOf(int clientPort) {
        SSLEngine engine = engines.get(clientPort);
        try {
            return engine == null
                    ? Optional.empty()
                    : Optional.of((X509Certificate) engine.getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static SslContext context(Identity identity, List<X509Certificate> trusted) throws SSLException {
        return SslContextBuilder.forServer(identity.keyPair().getPrivate(), identity.chain())
                .sslProvider(SslProvider.JDK)
                .trustManager(trusted)
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String clientHost, int clientPort) {
        SSLEngine engine = current.newEngine(allocator, clientHost, clientPort);
        engines.put(clientPort, engine);
        return engine;
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return current.newEngine(allocator);
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return current.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // netty's SslContext asks for it
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current.sessionContext();
    }
}
