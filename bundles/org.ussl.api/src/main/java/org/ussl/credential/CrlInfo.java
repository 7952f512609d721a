// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.time.Instant;
import java.util.Optional;

/**
 * What a revocation list says of itself (RFC 5280, section 5). Public data.
 *
 * @param issuer the distinguished name of the CA that signed it (RFC 2253)
 * @param number its CRL number in hexadecimal, lower case; absent if the CA does not number its lists
 * @param thisUpdate when it was issued
 * @param nextUpdate until when the next one is promised; absent if the CA promises nothing
 * @param revoked how many certificates it names
 * @param fingerprint SHA-256 of the DER form, in hexadecimal, lower case
 */
public record CrlInfo(
        String issuer,
        Optional<String> number,
        Instant thisUpdate,
        Optional<Instant> nextUpdate,
        int revoked,
        String fingerprint) {}
