// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.file.internal.SealedImport;
import org.ussl.store.file.internal.StoreOpening;
import org.ussl.store.file.internal.StoreSettings;

/** Sealed files and the token that has their keys. */
final class TokenStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenStore.class);

    private final SealedFileStore files;

    private TokenStore(SealedFileStore files) {
        this.files = files;
    }

    /**
     * Opens both. A token that cannot be reached is no reason to refuse: it may be plugged in later, and the store
     * tells until then what it has.
     *
     * @param sealed where the files are
     * @param other the file store whose profiles are taken over; absent if none are
     * @throws CredentialStoreException if the files cannot be used, or the token refuses the PIN
     */
    static TokenStore open(TokenSettings settings, StoreSettings sealed, Optional<StoreSettings> other)
            throws CredentialStoreException {
        Token token = new Token(settings, System::getenv);
        try {
            token.use(session -> settings);
            LOG.info("keys in the {}", settings);
        } catch (GeneralSecurityException e) {
            if (token.isPinRefused()) {
                throw new CredentialStoreException(
                        settings.pin() + " is not the PIN of the " + settings
                                + "; the store does not start, because a token locks itself after a few tries",
                        e);
            }
        }
        SealedFileStore files = new StoreOpening(sealed, new TokenVault(token)).open();
        if (other.isPresent()) {
            takeOver(other.get(), files);
        }
        return new TokenStore(files);
    }

    private static void takeOver(StoreSettings from, SealedFileStore files) throws CredentialStoreException {
        try {
            new SealedImport(from).into(files);
        } catch (CredentialStoreException e) {
            try {
                files.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** The store itself. */
    SealedFileStore credentials() {
        return files;
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
