// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;

/**
 * Which certificate of a part of a profile ends first. One for each part: a bundle of CAs has up to hundreds, and the
 * first that ends is what somebody has to act on.
 *
 * @param part where it lies
 * @param certificate the certificate
 */
record Validity(CredentialPart part, CertificateInfo certificate) {

    private static final double SECONDS_OF_A_DAY = Duration.ofDays(1).toSeconds();

    /** Those of the parts that a profile has. */
    static List<Validity> of(CredentialInfo profile) {
        return Stream.of(first(CredentialPart.CERT, profile.chain()), first(CredentialPart.CA, profile.trustAnchors()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The one of a profile that ends before the others; none if it has no certificate. */
    static Optional<Validity> firstOf(CredentialInfo profile) {
        return of(profile).stream()
                .min(Comparator.comparing(validity -> validity.certificate().notAfter()));
    }

    private static Optional<Validity> first(CredentialPart part, List<CertificateInfo> certificates) {
        return certificates.stream()
                .min(Comparator.comparing(CertificateInfo::notAfter))
                .map(certificate -> new Validity(part, certificate));
    }

    /** Days until the end, below 0 when it has passed. */
    double daysLeft(Instant now) {
        return Duration.between(now, certificate.notAfter()).toSeconds() / SECONDS_OF_A_DAY;
    }
}
