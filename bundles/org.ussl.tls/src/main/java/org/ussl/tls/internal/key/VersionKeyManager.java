// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.key;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.SigningKey;

/**
 * Shows the one identity of one version. It is offered whenever the key's kind fits, also to a server whose list of
 * accepted issuers does not name ours: the server's refusal then says what is wrong, where keeping silent would look
 * like a missing certificate.
 */
public final class VersionKeyManager extends X509ExtendedKeyManager {
    private final String alias;
    private final X509Certificate[] chain;
    private final KeyHandle key;

    /** Takes chain and key of one version, and the name that they are shown under. */
    public VersionKeyManager(List<X509Certificate> chain, SigningKey key, String alias) {
        this.alias = alias;
        this.chain = chain.toArray(new X509Certificate[0]);
        this.key = KeyHandle.of(key);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return fits(keyType) ? new String[] {alias} : null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return fits(keyType) ? new String[] {alias} : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String asked) {
        return alias.equals(asked) ? chain.clone() : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String asked) {
        return alias.equals(asked) ? key : null;
    }

    private @Nullable String choose(String... keyTypes) {
        for (String keyType : keyTypes) {
            if (fits(keyType)) {
                return alias;
            }
        }
        return null;
    }

    /**
     * JSSE asks by the key's algorithm, and before TLS 1.3 by names such as {@code EC_EC} that also tell the issuer's.
     */
    private boolean fits(String keyType) {
        String wanted = keyType.contains("_") ? keyType.substring(0, keyType.indexOf('_')) : keyType;
        return wanted.equals(key.getAlgorithm());
    }
}
