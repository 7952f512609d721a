// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

/**
 * How a peer's certificates are looked up in the profile's certificate revocation lists ({@code crl.pem}, RFC 5280) and
 * in what a server staples to its handshake (OCSP, RFC 6066 section 8). Nothing is fetched from the network. A
 * certificate that is known to be revoked is refused in both {@link #SOFT} and {@link #HARD}.
 */
public enum CrlMode {
    /** Not at all. */
    OFF,
    /** A certificate for which there is no list, or only one that is out of date, is taken. */
    SOFT,
    /** A certificate for which there is neither a list in force nor a stapled answer is refused. */
    HARD
}
