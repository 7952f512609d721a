// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.spi;

/**
 * What not every engine can do. docs/engines.md tells which engine can do what with which Java version; its table is
 * made by a test that tries each of them.
 */
public enum TlsFeature {
    /** Keys on the curves P-256 and P-384 that have no encoding. */
    EC_KEYS,
    /** RSA keys that have no encoding, in TLS 1.2 and 1.3. */
    RSA_KEYS,
    /** Ed25519 keys that have no encoding. */
    ED25519_KEYS,
    /** {@link org.ussl.tls.TlsOptions#groups()}. */
    GROUPS,
    /** The hybrid post-quantum key exchange X25519MLKEM768 in TLS 1.3. */
    HYBRID_KEY_EXCHANGE,
    /** Sessions of TLS 1.2 are resumed. */
    RESUMPTION_1_2,
    /** Sessions of TLS 1.3 are resumed. */
    RESUMPTION_1_3,
    /** A client of TLS 1.2 gets a stapled OCSP response, and hands it to whoever decides about the peer. */
    OCSP_STAPLING_1_2,
    /** So does a client of TLS 1.3. */
    OCSP_STAPLING_1_3,
    /** One direction of a TLS 1.3 connection can be closed while the other goes on. */
    HALF_CLOSE,
    /** External pre-shared keys. */
    EXTERNAL_PSK,
    /** Secrets of connections can be logged for debugging. */
    KEY_LOG
}
