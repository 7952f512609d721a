// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

/** The kinds of keys that a store can make. Which of them it makes, it tells when it is asked. */
public enum KeyKind {
    /** ECDSA on P-256 (secp256r1): small, fast, and understood by every peer. */
    EC_P256,
    /** ECDSA on P-384 (secp384r1). */
    EC_P384,
    /** RSA with 2048 bits. */
    RSA_2048,
    /** RSA with 3072 bits. */
    RSA_3072,
    /** Ed25519 (RFC 8032). */
    ED25519
}
