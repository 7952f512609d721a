// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialStoreException;

/**
 * A master key that lies nowhere: it is derived, in the token, from an AES key that never leaves it. Each half is what
 * the token makes of a block that says what it is for. A stolen disk opens nothing without the token and its PIN.
 *
 * <p>The token is asked when a store is opened and when the master key changes, and not in between; we log in for that
 * and out again.
 */
final class TokenMasterKey {
    private static final Logger LOG = LoggerFactory.getLogger(TokenMasterKey.class);

    private static final byte[] LABEL = "ussl master key".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK_BYTES = 16;

    private final String setting;
    private final TokenKeyName name;
    private final UnaryOperator<String> environment;

    /**
     * Names a key.
     *
     * @param setting how messages call it
     * @param environment gives {@code null} for a variable that is not set
     */
    TokenMasterKey(String setting, TokenKeyName name, UnaryOperator<String> environment) {
        this.setting = setting;
        this.name = name;
        this.environment = environment;
    }

    /** What is done while we are logged in. */
    @FunctionalInterface
    private interface Use {
        @Nullable
        MasterKey with(Provider provider, KeyStore token) throws GeneralSecurityException;
    }

    /** Derives the master key; absent if the token has no such key. */
    Optional<MasterKey> read() throws CredentialStoreException {
        return Optional.ofNullable(use(this::derived));
    }

    /** Makes the key in the token, and derives the master key. */
    MasterKey make() throws CredentialStoreException {
        MasterKey made = use((provider, token) -> {
            KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
            generator.init(8 * MasterKey.BYTES);
            token.setEntry(name.object(), new KeyStore.SecretKeyEntry(generator.generateKey()), null);
            return derived(provider, token);
        });
        if (made == null) {
            throw new CredentialStoreException(setting + ": the token does not show the key that was made in it", null);
        }
        LOG.info("{}: made in the token; without that token the credentials are lost", setting);
        return made;
    }

    private @Nullable MasterKey derived(Provider provider, KeyStore token) throws GeneralSecurityException {
        if (!(token.getKey(name.object(), null) instanceof SecretKey key)) {
            return null;
        }
        if (key.getEncoded() != null) {
            throw new GeneralSecurityException("the token gives the key out; it must be sensitive and not extractable");
        }
        byte[] blocks = new byte[2 * BLOCK_BYTES];
        for (int i = 0; i < 2; i++) {
            System.arraycopy(LABEL, 0, blocks, i * BLOCK_BYTES, LABEL.length);
            blocks[i * BLOCK_BYTES + LABEL.length] = (byte) (i + 1);
        }
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", provider);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] derived = cipher.doFinal(blocks);
        try {
            return new MasterKey(derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private @Nullable MasterKey use(Use use) throws CredentialStoreException {
        Provider sun = Security.getProvider("SunPKCS11");
        if (sun == null) {
            throw new CredentialStoreException(
                    setting + ": this Java has no SunPKCS11 (module jdk.crypto.cryptoki)", null);
        }
        char[] pin = name.pin().read(environment);
        Provider provider = null;
        try {
            provider = sun.configure(name.forSunPkcs11());
            KeyStore token = KeyStore.getInstance("PKCS11", provider);
            token.load(null, pin);
            return use.with(provider, token);
        } catch (GeneralSecurityException
                | IOException
                | ProviderException
                | InvalidParameterException
                | UnsupportedOperationException e) {
            throw new CredentialStoreException(setting + ": the token cannot be used: " + reason(e), e);
        } finally {
            Arrays.fill(pin, '\0');
            logOut(provider);
        }
    }

    private static void logOut(@Nullable Provider provider) {
        if (provider instanceof AuthProvider login) {
            try {
                login.logout();
            } catch (LoginException | ProviderException e) {
                LOG.debug("the token does not take the logout; it is gone, perhaps", e);
            }
        }
    }

    /** The innermost message has the token's own word, such as CKR_PIN_INCORRECT. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
