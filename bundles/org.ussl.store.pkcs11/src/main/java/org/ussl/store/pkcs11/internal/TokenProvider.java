// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import java.util.function.Predicate;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's provider for the keys of one use: what a key may do is said when it is made, and the JDK takes that from
 * the configuration of a provider. It is used as an object and never registered. Not safe for use by many threads.
 */
final class TokenProvider {
    private final TokenSettings settings;
    private final String configuration;
    private final Predicate<Throwable> isFinal;
    private @Nullable Provider provider;

    /** Takes which failures no other object of the provider would change. */
    TokenProvider(TokenSettings settings, String configuration, Predicate<Throwable> isFinal) {
        this.settings = settings;
        this.configuration = configuration;
        this.isFinal = isFinal;
    }

    /** How the PIN is read; {@code null} where this process has logged in already. */
    @FunctionalInterface
    interface PinSource {
        char @Nullable [] read() throws IOException, GeneralSecurityException;
    }

    /** With the provider that there is, which may wait for the token itself; else with another one. */
    TokenSession open(PinSource pin) throws GeneralSecurityException, IOException {
        Provider present = provider;
        if (present != null) {
            try {
                return login(present, pin);
            } catch (GeneralSecurityException | ProviderException | IOException e) {
                if (isFinal.test(e) || present.getServices().isEmpty()) {
                    throw e; // No services: it knows that the token is gone, and looks for it.
                }
            }
        }
        Provider sun = Security.getProvider("SunPKCS11");
        if (sun == null) {
            throw new TokenException("this Java has no SunPKCS11 (module jdk.crypto.cryptoki)", null);
        }
        try {
            Provider configured = sun.configure(configuration);
            provider = configured;
            return login(configured, pin);
        } catch (InvalidParameterException | UnsupportedOperationException e) {
            throw new TokenException("library: " + settings.library() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static TokenSession login(Provider configured, PinSource source)
            throws GeneralSecurityException, IOException {
        KeyStore store;
        try {
            store = KeyStore.getInstance("PKCS11", configured);
        } catch (KeyStoreException e) {
            throw new TokenException("there is no token in it", e);
        }
        char[] pin = source.read();
        try {
            store.load(null, pin);
        } finally {
            if (pin != null) {
                Arrays.fill(pin, '\0');
            }
        }
        return new TokenSession(configured, store);
    }

    /** Logs the process out. */
    void close() throws LoginException {
        Provider last = provider;
        provider = null;
        if (last instanceof AuthProvider login) {
            login.logout();
        }
    }
}
