// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.ussl.testing.pki.Identity;

/** The other side of a connection, made with the JDK alone. */
public final class Peer {
    private static final char[] PASSWORD = "peer".toCharArray();

    private Peer() {}

    /** A context that shows an identity and trusts a CA. */
    public static SSLContext context(Identity identity, X509Certificate ca)
            throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "own",
                identity.keyPair().getPrivate(),
                PASSWORD,
                identity.chain().toArray(new Certificate[0]));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", ca);
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, PASSWORD);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    /** A web server on loopback that wants a client's certificate and answers with its subject. */
    public static HttpsServer webServer(Identity identity, X509Certificate ca)
            throws GeneralSecurityException, IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(identity, ca)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters settings = getSSLContext().getDefaultSSLParameters();
                settings.setNeedClientAuth(true);
                parameters.setSSLParameters(settings);
            }
        });
        server.createContext("/", Peer::answer);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] subject = ((com.sun.net.httpserver.HttpsExchange) exchange)
                .getSSLSession()
                .getPeerPrincipal()
                .getName()
                .getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : subject.length);
        if (!head) {
            exchange.getResponseBody().write(subject);
        }
        exchange.close();
    }
}
