// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import org.ussl.credential.KeyKind;
import org.ussl.credential.spi.SigningKey;

/**
 * Where the private keys of a store of sealed files are: in the files, or elsewhere, with no more than a note of it in
 * the files. Methods are called by one thread at a time; the keys that it gives are used by many.
 */
public interface KeyVault extends AutoCloseable {

    /**
     * Takes a key in.
     *
     * @param profile whose it is
     * @param publicKey its public half
     * @param pkcs8 the key; the caller clears it
     * @return what the file holds of it: the key itself, which is {@code pkcs8}, or a note of where it is
     * @throws GeneralSecurityException if this kind of key is not taken, or the place cannot be reached
     */
    byte[] keep(String profile, PublicKey publicKey, byte[] pkcs8) throws GeneralSecurityException;

    /**
     * Makes a key.
     *
     * @param profile whose it is
     * @param kind which kind
     * @return what {@link #keep} would have returned, and the public half
     * @throws UnsupportedOperationException if it makes no keys of this kind
     * @throws GeneralSecurityException if the place cannot be reached
     */
    Made make(String profile, KeyKind kind) throws GeneralSecurityException;

    /**
     * A key that was made.
     *
     * @param publicKey its public half
     * @param kept what the file holds of it
     */
    record Made(PublicKey publicKey, byte[] kept) {}

    /**
     * Gives a key for use. A key that lies elsewhere is not looked for before it signs: the place may be out of reach
     * for a while.
     *
     * @param profile whose it is
     * @param publicKey its public half, from a certificate that the JDK has read
     * @param kept what the file holds; the caller clears it
     * @return the key
     * @throws GeneralSecurityException if it is none
     */
    SigningKey open(String profile, PublicKey publicKey, byte[] kept) throws GeneralSecurityException;

    /** Whether keys lie elsewhere, and have to be dropped when no version has them any more. */
    default boolean isElsewhere() {
        return false;
    }

    /**
     * Drops a key that no version has any more. A failure is logged: the change that it follows from is made.
     *
     * @param profile whose it was
     * @param kept what the file held
     */
    default void drop(String profile, byte[] kept) {}

    /** Ends it: no key signs any more, whoever still holds one. */
    @Override
    void close();
}
