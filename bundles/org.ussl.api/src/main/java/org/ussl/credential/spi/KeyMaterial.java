// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.Objects;

/**
 * A private key on its way from the intake into a store. This is the only form in which the bytes of a key pass through
 * the API, and they pass one way. Whoever made it closes it, which overwrites the bytes.
 */
public final class KeyMaterial implements AutoCloseable {

    private final PublicKey publicKey;
    private final byte[] pkcs8;

    /**
     * Takes a key.
     *
     * @param publicKey its public half
     * @param pkcs8 the unencrypted PKCS#8 PrivateKeyInfo (RFC 5208) in DER; from now on owned by this object
     */
    public KeyMaterial(PublicKey publicKey, byte[] pkcs8) {
        this.publicKey = Objects.requireNonNull(publicKey, "publicKey");
        this.pkcs8 = Objects.requireNonNull(pkcs8, "pkcs8");
    }

    /**
     * The public half.
     *
     * @return the public key
     */
    public PublicKey publicKey() {
        return publicKey;
    }

    /**
     * The key itself, for a store that seals it.
     *
     * @return PKCS#8 in DER; the array itself, which {@link #close} overwrites
     */
    public byte[] pkcs8() {
        return pkcs8;
    }

    /** Overwrites the key. */
    @Override
    public void close() {
        Arrays.fill(pkcs8, (byte) 0);
    }

    /** Names the kind of key; nothing of its content. */
    @Override
    public String toString() {
        return "KeyMaterial[" + publicKey.getAlgorithm() + "]";
    }
}
