// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.time.Instant;

/**
 * What a certificate says of itself. Public data.
 *
 * @param subject the subject's distinguished name (RFC 2253)
 * @param issuer the issuer's distinguished name (RFC 2253)
 * @param serialNumber in hexadecimal, lower case
 * @param notBefore start of validity
 * @param notAfter end of validity
 * @param fingerprint SHA-256 of the DER form, in hexadecimal, lower case
 */
public record CertificateInfo(
        String subject, String issuer, String serialNumber, Instant notBefore, Instant notAfter, String fingerprint) {}
