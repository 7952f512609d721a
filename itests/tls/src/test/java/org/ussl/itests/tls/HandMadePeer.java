// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The other side, made of the JDK's engine by hand and of nothing of the product: it shows what it is told to show,
 * signs with the key that it is told to sign with, and believes everybody.
 */
final class HandMadePeer {
    /** What the server says first and the client answers. */
    static final byte[] GREETING = "hello".getBytes(StandardCharsets.US_ASCII);

    static final String ACCEPTED = "accepted";

    /** The peer found a fault of its own. */
    static final String GAVE_UP = "gave-up";

    /** The connection ended without an alert. */
    static final String CUT = "cut";

    private static final String ALERT = "Received fatal alert: ";

    private final boolean server;
    private final String protocol;
    private final Shown shown;
    private final boolean refuses;

    /**
     * What a peer shows.
     *
     * @param chain its certificates, its own first
     * @param key the key that it signs with, which need not be the certificate's
     */
    record Shown(List<X509Certificate> chain, PrivateKey key) {}

    /**
     * Makes a peer.
     *
     * @param shown {@code null} for a peer without certificate
     */
    HandMadePeer(boolean server, String protocol, Shown shown) {
        this(server, protocol, shown, false);
    }

    private HandMadePeer(boolean server, String protocol, Shown shown, boolean refuses) {
        this.server = server;
        this.protocol = protocol;
        this.shown = shown;
        this.refuses = refuses;
    }

    /** Makes a server that asks every client for a certificate and believes none. */
    static HandMadePeer refusing(String protocol, Shown shown) {
        return new HandMadePeer(true, protocol, shown, true);
    }

    /** Shakes hands and exchanges greetings; tells what came of it. */
    String talk(Socket socket) throws IOException {
        try (socket) {
            socket.setSoTimeout(30_000);
            return talkAndHearOut(socket);
        }
    }

    private String talkAndHearOut(Socket socket) throws IOException {
        try {
            DrivenEngine engine = new DrivenEngine(engine(), socket);
            engine.handshake();
            greet(engine, server);
            return ACCEPTED;
        } catch (SSLException e) {
            hearOut(socket); // Closing at once might reset the connection and take our own alert back.
            String message = String.valueOf(e.getMessage());
            int alert = message.indexOf(ALERT);
            return alert < 0 ? GAVE_UP : message.substring(alert + ALERT.length());
        } catch (IOException e) {
            return CUT;
        }
    }

    private static void hearOut(Socket socket) throws IOException {
        socket.shutdownOutput();
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // The other side did not hear us out.
        }
    }

    /** The server speaks first, so that a client reads nothing but an alert where it is refused. */
    static void greet(DrivenEngine engine, boolean server) throws IOException {
        if (server) {
            engine.write(GREETING);
        }
        byte[] heard = engine.read(GREETING.length);
        if (!Arrays.equals(heard, GREETING)) {
            throw new IOException("heard something else");
        }
        if (!server) {
            engine.write(GREETING);
        }
    }

    private SSLEngine engine() {
        SSLEngine engine = context(shown, refuses).createSSLEngine();
        engine.setUseClientMode(!server);
        engine.setNeedClientAuth(refuses);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** The JDK's TLS with what is shown, or with nothing; it believes everybody. */
    static SSLContext context(Shown shown) {
        return context(shown, false);
    }

    private static SSLContext context(Shown shown, boolean refuses) {
        try {
            SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
            KeyManager[] keys = shown == null ? new KeyManager[0] : new KeyManager[] {new Liar(shown)};
            context.init(keys, new TrustManager[] {refuses ? new Doubter() : new Believer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows the same chain and key to everybody, whether they fit each other or not. */
    private static final class Liar extends X509ExtendedKeyManager {
        private static final String ALIAS = "liar";
        private final Shown shown;

        Liar(Shown shown) {
            this.shown = shown;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return Arrays.stream(keyTypes).anyMatch(this::fits) ? ALIAS : null;
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return fits(keyType) ? ALIAS : null;
        }

        private boolean fits(String keyType) {
            String algorithm = shown.key().getAlgorithm();
            return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return shown.chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return shown.key();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return Arrays.stream(keyTypes).anyMatch(this::fits) ? ALIAS : null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return fits(keyType) ? ALIAS : null;
        }
    }

    /** Believes everybody, because what is tested is the other side's judgement. */
    private static class Believer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // Believed.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // Believed.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            // Believed.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            // Believed.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            // Believed.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            // Believed.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Believes no client. */
    private static final class Doubter extends Believer {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("not you");
        }
    }
}
