// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.conscrypt.Conscrypt;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

/** What applications do without the service. */
final class ByHand implements Sockets {
    private final SSLContext server;
    private final ContextSource client;
    private final UnaryOperator<SSLParameters> settings;

    private ByHand(SSLContext server, ContextSource client, UnaryOperator<SSLParameters> settings) {
        this.server = server;
        this.client = client;
        this.settings = settings;
    }

    /** The careful ones: contexts from key stores, made once, with the name checked. */
    static ByHand carefully(Engine engine, Authority ca, Identity server, Identity client)
            throws GeneralSecurityException, IOException {
        SSLContext once = Contexts.of(engine, ca, client).create();
        return new ByHand(Contexts.of(engine, ca, server).create(), () -> once, settings(engine));
    }

    /** The common ones: a context from key store files for each connection, so that a renewed certificate counts. */
    static ByHand anewEachTime(Engine engine, Authority ca, Identity server, Identity client)
            throws GeneralSecurityException, IOException {
        Contexts contexts = Contexts.of(engine, ca, client);
        return new ByHand(Contexts.of(engine, ca, server).create(), contexts::create, settings(engine));
    }

    /** Conscrypt's own check of names is the application's to bring; the certificate's path is checked all the same. */
    private static UnaryOperator<SSLParameters> settings(Engine engine) {
        return parameters -> {
            if (engine != Engine.CONSCRYPT) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            if (engine == Engine.BC) {
                // As the service has it; Bouncy Castle's own order begins with ChaCha20, which is slow in Java.
                parameters.setCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"});
                parameters.setProtocols(new String[] {"TLSv1.3"});
            }
            return parameters;
        };
    }

    @Override
    public SSLSocket client(Socket connected) throws IOException {
        String name = connected.getInetAddress().getHostName();
        SSLSocket socket =
                (SSLSocket) clientContext().getSocketFactory().createSocket(connected, name, connected.getPort(), true);
        socket.setSSLParameters(settings.apply(socket.getSSLParameters()));
        return withTickets(socket);
    }

    /** Without tickets, which Conscrypt leaves off, nothing is resumed in TLS 1.3. */
    private static SSLSocket withTickets(SSLSocket socket) {
        if (Conscrypt.isConscrypt(socket)) {
            Conscrypt.setUseSessionTickets(socket, true);
        }
        return socket;
    }

    private SSLContext clientContext() throws IOException {
        try {
            return client.context();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
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
                return withTickets(socket);
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

    SSLEngine clientEngine() throws IOException {
        SSLEngine engine = clientContext().createSSLEngine(Sockets.NAME, 443);
        engine.setUseClientMode(true);
        engine.setSSLParameters(settings.apply(engine.getSSLParameters()));
        return engine;
    }

    @Override
    public void close() {
        // Contexts need no end.
    }

    @FunctionalInterface
    private interface ContextSource {
        SSLContext context() throws GeneralSecurityException, IOException;
    }
}
