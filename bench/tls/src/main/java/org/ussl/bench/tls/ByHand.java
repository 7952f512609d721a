// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

/** What a careful application does without the service: contexts from key stores, made once, with the name checked. */
final class ByHand implements Sockets {
    private final SSLContext server;
    private final SSLContext client;

    ByHand(Authority ca, Identity server, Identity client) throws GeneralSecurityException, IOException {
        this.server = context(ca, server);
        this.client = context(ca, client);
    }

    @Override
    public SSLSocket client(Socket connected) throws IOException {
        SSLSocket socket =
                (SSLSocket) client.getSocketFactory().createSocket(connected, "localhost", connected.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Override
    public ServerSocket listener(ServerSocket plain) throws IOException {
        return new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                Socket accepted = plain.accept();
                SSLSocket socket =
                        (SSLSocket) server.getSocketFactory().createSocket(accepted, null, accepted.getPort(), true);
                socket.setUseClientMode(false);
                socket.setNeedClientAuth(true);
                return socket;
            }

            @Override
            public int getLocalPort() {
                return plain.getLocalPort();
            }

            @Override
            public void close() throws IOException {
                super.close();
                plain.close();
            }
        };
    }

    SSLEngine serverEngine() {
        SSLEngine engine = server.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    SSLEngine clientEngine() {
        SSLEngine engine = client.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public void close() {
        // Contexts need no end.
    }

    private static SSLContext context(Authority ca, Identity identity) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        char[] password = "bench".toCharArray();
        keys.setKeyEntry(
                "own",
                identity.keyPair().getPrivate(),
                password,
                identity.chain().toArray(new Certificate[0]));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", ca.certificate());
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }
}
