// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS to the engine from PEM files of the operator's machine. */
final class EngineTls {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private EngineTls() {}

    static SSLContext of(Settings settings) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(settings), new TrustManager[] {trust(settings.ca())}, null);
        return context;
    }

    private static KeyManager @Nullable [] keys(Settings settings) throws IOException, GeneralSecurityException {
        if (settings.cert().isEmpty() || settings.key().isEmpty()) {
            return null;
        }
        char[] none = new char[0];
        KeyStore store = empty();
        store.setKeyEntry(
                "operator",
                key(settings.key().get()),
                none,
                certificates("cert", settings.cert().get()).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory.getKeyManagers();
    }

    private static X509ExtendedTrustManager trust(Optional<Path> ca) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (ca.isPresent()) {
            KeyStore store = empty();
            int count = 0;
            for (Certificate each : certificates("ca", ca.get())) {
                store.setCertificateEntry("ca" + count++, each);
            }
            factory.init(store);
        } else {
            factory.init((KeyStore) null);
        }
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager trust) {
                return new NamedTrust(trust);
            }
        }
        throw new GeneralSecurityException("this JDK verifies no certificates");
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String setting, Path file)
            throws IOException, GeneralSecurityException {
        if (!Files.isReadable(file)) {
            throw new IOException(setting + ": " + file + ": there is no such file, or it cannot be read");
        }
        Collection<? extends Certificate> all;
        try {
            all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (CertificateException e) {
            throw new CertificateException(setting + ": " + file + ": damaged: " + e.getMessage(), e);
        }
        if (all.isEmpty()) {
            throw new CertificateException(setting + ": " + file + ": no certificate in it");
        }
        return all;
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        byte[] content = SecretFile.read("key", file);
        Matcher matcher = KEY.matcher(new String(content, StandardCharsets.US_ASCII));
        Arrays.fill(content, (byte) 0);
        if (!matcher.find()) {
            throw new InvalidKeySpecException(
                    "key: " + file + ": must be PKCS#8 without a passphrase; openssl pkcs8 -topk8 -nocrypt makes one");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
        try {
            for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                } catch (InvalidKeySpecException e) {
                    // Another kind of key.
                }
            }
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
        throw new InvalidKeySpecException("key: " + file + ": neither EC nor RSA nor Ed25519, or damaged");
    }

    /** jnats asks for no verification of the server's name; this one has it verified in every handshake. */
    private static final class NamedTrust extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager trust;

        NamedTrust(X509ExtendedTrustManager trust) {
            this.trust = trust;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            if (!(socket instanceof SSLSocket tls)) {
                throw new CertificateException("not a TLS socket");
            }
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            trust.checkServerTrusted(chain, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            trust.checkServerTrusted(chain, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("the server's name is not known");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}
