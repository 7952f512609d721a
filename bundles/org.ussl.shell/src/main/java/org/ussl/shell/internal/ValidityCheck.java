// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CrlInfo;

/** The clock, and what it says of the credentials. */
final class ValidityCheck {

    /** When this was written; no clock that is set is before. */
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration SOON = Duration.ofDays(30);

    private ValidityCheck() {}

    static List<Finding> of(List<CredentialInfo> profiles, Instant now) {
        List<Finding> findings = new ArrayList<>();
        findings.add(clock(profiles, now));
        if (profiles.isEmpty()) {
            findings.add(
                    Finding.look("credentials", "nothing was delivered yet: upload ca.pem, cert.pem, private.key"));
        }
        profiles.forEach(profile -> findings.add(profile(profile, now)));
        return findings;
    }

    private static Finding clock(List<CredentialInfo> profiles, Instant now) {
        Instant newest = profiles.stream()
                .map(CredentialInfo::committedAt)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        if (now.isBefore(WRITTEN)) {
            return Finding.wrong("clock", "says " + Text.minute(now) + ", so it is not set: set it, and start NTP");
        }
        if (now.isBefore(newest)) {
            return Finding.wrong(
                    "clock",
                    "says " + Text.minute(now) + ", before the last delivery at " + Text.minute(newest)
                            + ": set it, and start NTP");
        }
        return Finding.ok("clock", "says " + Text.minute(now));
    }

    private static Finding profile(CredentialInfo profile, Instant now) {
        String what = "profile " + profile.profile();
        for (CrlInfo crl : profile.crls()) {
            if (crl.nextUpdate().map(next -> next.isBefore(now)).orElse(false)) {
                return Finding.wrong(
                        what, "the revocation list of " + crl.issuer() + " is out of date: upload a new crl.pem");
            }
        }
        List<CertificateInfo> certificates = Stream.concat(profile.chain().stream(), profile.trustAnchors().stream())
                .toList();
        for (CertificateInfo certificate : certificates) {
            if (certificate.notAfter().isBefore(now)) {
                return Finding.wrong(
                        what,
                        certificate.subject() + " has expired " + Text.day(certificate.notAfter()) + ": upload its"
                                + " successor");
            }
            if (certificate.notBefore().isAfter(now)) {
                return Finding.wrong(
                        what,
                        certificate.subject() + " is not valid before " + Text.minute(certificate.notBefore())
                                + ": look at the clock");
            }
        }
        for (CertificateInfo certificate : certificates) {
            if (certificate.notAfter().isBefore(now.plus(SOON))) {
                return Finding.look(
                        what,
                        certificate.subject() + " expires " + Text.day(certificate.notAfter()) + ", in "
                                + Duration.between(now, certificate.notAfter()).toDays() + " days: get its successor");
            }
        }
        if (!profile.pendingParts().isEmpty()) {
            return Finding.look(
                    what, PendingWords.of(profile.pendingParts().get(0)) + " waits for its counterpart: upload it");
        }
        return Finding.ok(
                what,
                CredentialWords.expiry(profile)
                        .map(end -> "valid until " + Text.day(end))
                        .orElse("empty"));
    }
}
