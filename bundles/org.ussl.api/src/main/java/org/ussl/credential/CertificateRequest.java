// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.List;

/**
 * What a request for a certificate asks for.
 *
 * @param kind the kind of key that is made
 * @param subject the distinguished name (RFC 4514), such as {@code CN=gateway-7,O=Plant}
 * @param names the names that peers will know it by, for the subject alternative name: DNS names, and IP addresses as
 *     text; empty for none
 */
public record CertificateRequest(KeyKind kind, String subject, List<String> names) {

    /** Keeps a copy of the names. */
    public CertificateRequest {
        if (subject.isBlank()) {
            throw new IllegalArgumentException("subject: is missing; it is a name such as CN=gateway-7");
        }
        names = List.copyOf(names);
        if (names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("names: one of them is blank");
        }
    }

    /**
     * A request with a key on P-256 and no further names.
     *
     * @param subject the distinguished name
     * @return the request
     */
    public static CertificateRequest of(String subject) {
        return new CertificateRequest(KeyKind.EC_P256, subject, List.of());
    }
}
