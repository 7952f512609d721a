// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;

/**
 * The private side of a {@link Party}. The keys may lie elsewhere, in a token for instance: they are used and not read.
 * Safe for use by many threads.
 */
public interface PartyKeys {

    /**
     * The public side.
     *
     * @return what others know
     */
    Party party();

    /**
     * Agrees on a secret by the key for sealing (ECDH on P-256).
     *
     * @param other the other side's key
     * @return the x coordinate of the shared point, for the caller to clear
     * @throws GeneralSecurityException if the key cannot be reached
     */
    byte[] agree(ECPublicKey other) throws GeneralSecurityException;

    /**
     * Signs by the key for signing (ECDSA on P-256 with SHA-256).
     *
     * @param content what is to be signed
     * @return the signature in DER
     * @throws GeneralSecurityException if the key cannot be reached
     */
    byte[] sign(byte[] content) throws GeneralSecurityException;
}
