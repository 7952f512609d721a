// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token, through the JDK's provider for PKCS#11. The provider is used as an object and never registered. When the
 * token does not answer, what we have of it is given up and taken anew, once for each call; so it is back as soon as it
 * is plugged in again. A PIN that was refused is not tried again, because tokens lock themselves after a few tries.
 */
final class Token implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Token.class);

    private final TokenSettings settings;
    private final UnaryOperator<String> environment;
    private volatile @Nullable Session session;
    private @Nullable Provider provider; // guarded by this
    private boolean pinRefused; // guarded by this
    private boolean away; // guarded by this; for the log
    private boolean closed; // guarded by this

    /** Takes the environment as a function that gives {@code null} for a variable that is not set. */
    Token(TokenSettings settings, UnaryOperator<String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /** What is done with the token. */
    @FunctionalInterface
    interface Use<T> {
        T with(Session session) throws GeneralSecurityException;
    }

    /** Login and keys, until the token is gone. */
    static final class Session {
        private final Provider provider;
        private final KeyStore store;
        private final Map<String, PrivateKey> keys = new ConcurrentHashMap<>();

        private Session(Provider provider, KeyStore store) {
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

    /**
     * Does something with the token; blocks for as long as the token takes.
     *
     * @throws TokenException if it cannot be reached
     */
    <T> T use(Use<T> use) throws GeneralSecurityException {
        Session present = session;
        if (present != null) {
            try {
                return use.with(present);
            } catch (NoSuchAlgorithmException e) {
                throw e;
            } catch (GeneralSecurityException | ProviderException e) {
                LOG.debug("the {} does not answer as it should, and is taken anew", settings, e);
            }
        }
        Session fresh = renew(present);
        try {
            return use.with(fresh);
        } catch (ProviderException e) {
            throw unreachable(e);
        }
    }

    /** Another session than one that failed. */
    private synchronized Session renew(@Nullable Session failed) throws GeneralSecurityException {
        Session present = session;
        if (present != null && present != failed) {
            return present;
        }
        session = null;
        if (closed) {
            throw new TokenException("store is stopped: its keys cannot be used until it is started again", null);
        }
        if (pinRefused) {
            throw new TokenException(
                    "the " + settings + " has refused its PIN (" + settings.pin()
                            + "); it is not tried again, lest the token lock itself: put it right and restart the store",
                    null);
        }
        try {
            Session fresh = open();
            session = fresh;
            if (away) {
                away = false;
                LOG.info("the {} is back", settings);
            }
            return fresh;
        } catch (GeneralSecurityException | ProviderException | IOException e) {
            if (isPinRefused(e)) {
                pinRefused = true;
            }
            if (!away) {
                away = true;
                LOG.warn("the {} cannot be reached ({}); its keys do not sign until it is back", settings, reason(e));
            }
            throw unreachable(e);
        }
    }

    /** With the provider that there is, which may wait for the token itself; else with another one. */
    private Session open() throws GeneralSecurityException, IOException {
        Provider present = provider;
        if (present != null) {
            try {
                return login(present);
            } catch (GeneralSecurityException | ProviderException | IOException e) {
                if (isPinRefused(e) || present.getServices().isEmpty()) {
                    throw e; // No services: it knows that the token is gone, and looks for it.
                }
            }
        }
        Provider sun = Security.getProvider("SunPKCS11");
        if (sun == null) {
            throw new TokenException("this Java has no SunPKCS11 (module jdk.crypto.cryptoki)", null);
        }
        try {
            Provider configured = sun.configure(settings.forSunPkcs11());
            provider = configured;
            return login(configured);
        } catch (InvalidParameterException | UnsupportedOperationException e) {
            throw new TokenException("library: " + settings.library() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private Session login(Provider configured) throws GeneralSecurityException, IOException {
        KeyStore store;
        try {
            store = KeyStore.getInstance("PKCS11", configured);
        } catch (KeyStoreException e) {
            throw new TokenException("there is no token in it", e);
        }
        char[] pin = settings.pin().read(environment);
        try {
            store.load(null, pin);
        } finally {
            Arrays.fill(pin, '\0');
        }
        return new Session(configured, store);
    }

    private TokenException unreachable(Exception cause) {
        return cause instanceof TokenException already
                ? already
                : new TokenException(
                        "the " + settings + " cannot be reached: " + reason(cause)
                                + "; connections that are up go on, new ones when it is back",
                        cause);
    }

    /** Whether it answered, and said no. */
    synchronized boolean isPinRefused() {
        return pinRefused;
    }

    private static boolean isPinRefused(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof FailedLoginException
                    || String.valueOf(each.getMessage()).startsWith("CKR_PIN_")) {
                return true;
            }
        }
        return false;
    }

    /** The innermost message has the token's own word, such as CKR_DEVICE_REMOVED. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }

    /**
     * Logs out; nothing is done with the token any more. PKCS#11 counts a login for the whole process: without this,
     * other code in this JVM could use the keys of a stopped store without a PIN.
     */
    @Override
    public synchronized void close() {
        closed = true;
        Session last = session;
        session = null;
        provider = null;
        if (last != null && last.provider() instanceof AuthProvider login) {
            try {
                login.logout();
            } catch (LoginException | ProviderException e) {
                LOG.debug("the {} does not take the logout; it is gone, perhaps", settings, e);
            }
        }
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
