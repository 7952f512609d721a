// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.util.Arrays;

/**
 * A private key in the clear, on its way between a file and its use.
 *
 * @param der PrivateKeyInfo (RFC 5208); or, where the {@link KeyVault} has the keys elsewhere, its note of where
 */
record Pkcs8Key(byte[] der) implements AutoCloseable {

    /** Overwrites the key. */
    @Override
    public void close() {
        Arrays.fill(der, (byte) 0);
    }

    @Override
    public String toString() {
        return "a private key";
    }
}
