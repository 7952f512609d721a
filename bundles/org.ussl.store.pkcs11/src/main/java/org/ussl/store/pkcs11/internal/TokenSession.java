// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Login and keys, until the token is gone. */
final class TokenSession {
    private final Provider provider;
    private final KeyStore store;
    private final Map<String, PrivateKey> keys = new ConcurrentHashMap<>();

    TokenSession(Provider provider, KeyStore store) {
        this.provider = provider;
        this.store = store;
    }

    Provider provider() {
        return provider;
    }

    /** A key of the token's: a handle. */
    PrivateKey key(String alias) throws GeneralSecurityException {
        PrivateKey known = keys.get(alias);
        if (known == null) {
            if (!(store.getKey(alias, null) instanceof PrivateKey found)) {
                throw new TokenException("the token has no key " + alias, null);
            }
            keys.put(alias, found);
            known = found;
        }
        return known;
    }

    void put(String alias, PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        store.setKeyEntry(alias, key, null, new X509Certificate[] {certificate});
    }

    void delete(String alias) throws GeneralSecurityException {
        keys.remove(alias);
        store.deleteEntry(alias);
    }
}
