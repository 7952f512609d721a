// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.util.function.UnaryOperator;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token, through the JDK's provider for PKCS#11. When the token does not answer, what we have of it is given up and
 * taken anew, once for each call; so it is back as soon as it is plugged in again. A PIN that was refused is not tried
 * again, because tokens lock themselves after a few tries.
 */
final class Token implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Token.class);

    private final TokenSettings settings;
    private final UnaryOperator<String> environment;
    private volatile @Nullable TokenSession session;
    private final TokenProvider signing; // guarded by this
    private final TokenProvider agreement; // guarded by this
    private @Nullable TokenSession agreeing; // guarded by this; logged in by the other session
    private boolean pinRefused; // guarded by this
    private boolean away; // guarded by this; for the log
    private boolean closed; // guarded by this

    /** Takes the environment as a function that gives {@code null} for a variable that is not set. */
    Token(TokenSettings settings, UnaryOperator<String> environment) {
        this.settings = settings;
        this.environment = environment;
        this.signing = new TokenProvider(settings, settings.forSigning(), Token::isPinRefused);
        this.agreement = new TokenProvider(settings, settings.forAgreement(), Token::isPinRefused);
    }

    /** What is done with the token. */
    @FunctionalInterface
    interface Use<T> {
        T with(TokenSession session) throws GeneralSecurityException;
    }

    /**
     * Does something with the token; blocks for as long as the token takes.
     *
     * @throws TokenException if it cannot be reached
     */
    <T> T use(Use<T> use) throws GeneralSecurityException {
        TokenSession present = session;
        if (present != null) {
            try {
                return use.with(present);
            } catch (NoSuchAlgorithmException e) {
                throw e;
            } catch (GeneralSecurityException | ProviderException e) {
                LOG.debug("the {} does not answer as it should, and is taken anew", settings, e);
            }
        }
        TokenSession fresh = renew(present);
        try {
            return use.with(fresh);
        } catch (ProviderException e) {
            throw unreachable(e);
        }
    }

    /**
     * Does something with the keys that agree on secrets, and is else the same. They have a session of their own, with
     * a provider that gives them no other use.
     */
    <T> T useForAgreement(Use<T> use) throws GeneralSecurityException {
        return use(session -> use.with(agreeing()));
    }

    private synchronized TokenSession agreeing() throws GeneralSecurityException {
        TokenSession present = agreeing;
        if (present == null) {
            requireOpen();
            try {
                present = agreement.open(() -> null);
            } catch (IOException e) {
                throw unreachable(e);
            }
            agreeing = present;
        }
        return present;
    }

    private synchronized void requireOpen() throws TokenException {
        if (closed) {
            throw new TokenException("store is stopped: its keys cannot be used until it is started again", null);
        }
    }

    /** Another session than one that failed. */
    private synchronized TokenSession renew(@Nullable TokenSession failed) throws GeneralSecurityException {
        TokenSession present = session;
        if (present != null && present != failed) {
            return present;
        }
        session = null;
        agreeing = null;
        requireOpen();
        if (pinRefused) {
            throw new TokenException(
                    "the " + settings + " has refused its PIN (" + settings.pin()
                            + "); it is not tried again, lest the token lock itself: put it right and restart the store",
                    null);
        }
        try {
            TokenSession fresh = signing.open(() -> settings.pin().read(environment));
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
        TokenSession last = session;
        session = null;
        agreeing = null;
        if (last != null) {
            try {
                signing.close();
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
