// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/**
 * Judges the dates of certificates. A gateway boots in 1970 and learns the time from a network that it may only reach
 * with the certificate in question; a clock that is earlier than this software counts as not set and refuses nothing.
 */
final class Validity {

    private static final Duration EXPIRES_SOON = Duration.ofDays(30);
    /** How far the CA's clock may be ahead of the gateway's: beyond a day it is no drift any more. */
    private static final Duration TOLERATED_LEAD = Duration.ofDays(1);

    private final Clock clock;
    private final Instant buildDate;

    Validity(Clock clock, Instant buildDate) {
        this.clock = clock;
        this.buildDate = buildDate;
    }

    /** When this bundle was built, as the build wrote it down. */
    static Instant buildDate() {
        try (InputStream stream = Validity.class.getResourceAsStream("build.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(stream, "build.properties"));
            return Instant.parse(properties.getProperty("date", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties of this bundle cannot be read", e);
        }
    }

    /** Refuses a leaf that cannot be used now. */
    void requireInForce(CredentialPart part, X509Certificate leaf) throws CredentialRejectedException {
        if (!clockIsSet()) {
            return;
        }
        String name = part == CredentialPart.KEY ? "the certificate that waits for it, " : "";
        if (hasExpired(leaf)) {
            throw Refusal.of(
                    part,
                    Reason.EXPIRED,
                    name + Subject.of(leaf) + " expired on " + Subject.day(leaf.getNotAfter()) + "; upload a new one");
        }
        Instant start = leaf.getNotBefore().toInstant();
        if (start.isAfter(clock.instant().plus(TOLERATED_LEAD))) {
            throw Refusal.of(
                    part,
                    Reason.NOT_YET_VALID,
                    name + Subject.of(leaf) + " is valid only from " + Subject.day(start)
                            + " on, and the gateway's clock says " + Subject.day(clock.instant()));
        }
    }

    /** What an operator should look at in a chain that was taken. */
    List<String> chainWarnings(List<X509Certificate> chain) {
        List<String> warnings = clockWarning();
        if (warnings.isEmpty()) {
            for (X509Certificate certificate : chain) {
                warnOfEnd("", certificate, warnings);
            }
            if (chain.get(0).getNotBefore().toInstant().isAfter(clock.instant())) {
                warnings.add(Subject.of(chain.get(0)) + " is valid only from "
                        + chain.get(0).getNotBefore().toInstant() + " on");
            }
        }
        return warnings;
    }

    /** What an operator should look at in trust anchors that were taken. */
    List<String> anchorWarnings(List<X509Certificate> anchors) {
        List<String> warnings = clockWarning();
        if (warnings.isEmpty()) {
            for (X509Certificate certificate : anchors) {
                warnOfEnd("CA ", certificate, warnings);
                if (certificate.getNotBefore().toInstant().isAfter(clock.instant())) {
                    warnings.add("CA " + Subject.of(certificate) + " is valid only from "
                            + Subject.day(certificate.getNotBefore()) + " on");
                }
            }
        }
        return warnings;
    }

    /** What an operator should look at in a revocation list that was taken. */
    List<String> crlWarnings(List<X509CRL> lists) {
        List<String> warnings = clockWarning();
        for (X509CRL list : lists) {
            String name = "the list of " + Subject.issuerOf(list);
            Date next = list.getNextUpdate();
            if (next == null) {
                warnings.add(name + " does not say until when it holds");
            } else if (clockIsSet() && next.toInstant().isBefore(clock.instant())) {
                warnings.add(name + " is stale: a new one was due on " + Subject.day(next));
            }
            if (clockIsSet()
                    && list.getThisUpdate().toInstant().isAfter(clock.instant().plus(TOLERATED_LEAD))) {
                warnings.add(name + " holds only from " + Subject.day(list.getThisUpdate()) + " on");
            }
        }
        return warnings;
    }

    /** For example {@code CN=gw-17, expires 2027-03-01}. */
    String summary(X509Certificate certificate) {
        String verb = clockIsSet() && hasExpired(certificate) ? ", expired " : ", expires ";
        return Subject.of(certificate) + verb + Subject.day(certificate.getNotAfter());
    }

    private void warnOfEnd(String kind, X509Certificate certificate, List<String> warnings) {
        String name = kind + Subject.of(certificate);
        Instant end = certificate.getNotAfter().toInstant();
        if (hasExpired(certificate)) {
            warnings.add(name + " expired on " + Subject.day(end));
        } else if (end.isBefore(clock.instant().plus(EXPIRES_SOON))) {
            warnings.add(name + " expires in "
                    + Duration.between(clock.instant(), end).toDays() + " days, on " + Subject.day(end));
        }
    }

    private List<String> clockWarning() {
        List<String> warnings = new ArrayList<>();
        if (!clockIsSet()) {
            warnings.add("the gateway's clock is not set (" + Subject.day(clock.instant())
                    + "); the certificate's dates were not checked");
        }
        return warnings;
    }

    private boolean hasExpired(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().isBefore(clock.instant());
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether an instant of the past was told by a clock that was set. */
    boolean isPlausible(Instant instant) {
        return !instant.isBefore(buildDate);
    }

    /** Whether the clock can be right now. */
    boolean clockIsSet() {
        return !clock.instant().isBefore(buildDate);
    }
}
