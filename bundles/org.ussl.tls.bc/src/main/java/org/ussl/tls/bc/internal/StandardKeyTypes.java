// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.bc.internal;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks a key manager by JSSE's names of key types, where Bouncy Castle has names of its own: with the curve in TLS 1.3,
 * and with the key exchange on a server in TLS 1.2. It looks itself whether the curve fits.
 */
final class StandardKeyTypes extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;
    private final CertificateFactory certificates;

    StandardKeyTypes(X509ExtendedKeyManager keys, Provider bouncyCastle) throws CertificateException {
        this.keys = keys;
        this.certificates = CertificateFactory.getInstance("X.509", bouncyCastle);
    }

    private static String standard(String keyType) {
        int curve = keyType.indexOf('/');
        String algorithm = curve < 0 ? keyType : keyType.substring(0, curve);
        return switch (algorithm) {
            case "ECDHE_ECDSA", "ECDSA" -> "EC";
            case "ECDHE_RSA", "DHE_RSA" -> "RSA";
            case Ed25519.NAME -> Ed25519.JDK_NAME;
            default -> algorithm;
        };
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return keys.getClientAliases(standard(keyType), issuers);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return keys.getServerAliases(standard(keyType), issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return keys.chooseClientAlias(standard(keyTypes), issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return keys.chooseEngineClientAlias(standard(keyTypes), issuers, engine);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return keys.chooseServerAlias(standard(keyType), issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return keys.chooseEngineServerAlias(standard(keyType), issuers, engine);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        X509Certificate[] chain = keys.getCertificateChain(alias);
        if (chain == null || !chain[0].getPublicKey().getAlgorithm().equals(Ed25519.JDK_NAME)) {
            return chain;
        }
        X509Certificate[] own = chain.clone();
        try {
            // Bouncy Castle's certificate has Bouncy Castle's public key, which has the name that it looks for.
            own[0] =
                    (X509Certificate) certificates.generateCertificate(new ByteArrayInputStream(chain[0].getEncoded()));
        } catch (CertificateException e) {
            throw new IllegalStateException("Bouncy Castle cannot read our certificate", e);
        }
        return own;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        PrivateKey key = keys.getPrivateKey(alias);
        return key != null && key.getAlgorithm().equals(Ed25519.JDK_NAME) ? new Ed25519.Key(key) : key;
    }

    private static String[] standard(String[] keyTypes) {
        return Stream.of(keyTypes).map(StandardKeyTypes::standard).toArray(String[]::new);
    }
}
