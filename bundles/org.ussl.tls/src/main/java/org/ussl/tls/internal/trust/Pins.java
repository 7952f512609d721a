// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.ussl.tls.SSLError.Reason;

/** Pinned public keys (RFC 7469, sections 2.4 and 2.6). */
final class Pins {
    private final Set<String> pins;

    Pins(Set<String> pins) {
        this.pins = pins;
    }

    /**
     * Looks for a pinned key in the path as it was verified. Certificates that the peer merely sent along do not count:
     * anybody can send a copy of a pinned CA.
     */
    void require(List<X509Certificate> path) throws VerificationFailure {
        if (pins.isEmpty() || path.stream().anyMatch(certificate -> pins.contains(pin(certificate.getPublicKey())))) {
            return;
        }
        throw new VerificationFailure(
                Reason.NOT_PINNED,
                CertificateName.of(path.get(0)) + ": trusted, but none of its chain has a pinned key; its own is "
                        + pin(path.get(0).getPublicKey())
                        + ". Change the pins if the peer has a new key, or suspect the peer");
    }

    static String pin(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return "sha256/" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
