// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError.Reason;

/** A peer's certificate did not verify, and why. It travels inside of the engine's own exception. */
public final class VerificationFailure extends CertificateException {
    private static final long serialVersionUID = 1L;

    /** A clock before this is one that was never set: gateways without a battery boot in 1970. */
    private static final Instant EARLIEST_PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

    private final Reason reason;

    private VerificationFailure(Reason reason, String message, CertificateException cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    static VerificationFailure of(CertificateException failure, X509Certificate[] chain, Clock clock) {
        Reason reason = classify(failure);
        boolean dates = reason == Reason.EXPIRED || reason == Reason.NOT_YET_VALID;
        if (dates && clock.instant().isBefore(EARLIEST_PLAUSIBLE)) {
            reason = Reason.CLOCK_NOT_SET;
        }
        String subject = chain.length == 0
                ? "the peer"
                : chain[0].getSubjectX500Principal().getName();
        return new VerificationFailure(reason, describe(reason, subject, clock, failure), failure);
    }

    private static Reason classify(CertificateException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof CertificateExpiredException) {
                return Reason.EXPIRED;
            }
            if (t instanceof CertificateNotYetValidException) {
                return Reason.NOT_YET_VALID;
            }
            if (t instanceof CertPathValidatorException path) {
                Reason known = classify(path);
                if (known != null) {
                    return known;
                }
            }
        }
        if (String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("key usage")) {
            return Reason.WRONG_USAGE;
        }
        // The JDK's validator has an exception class of its own for all that concerns the path; its host name check has
        // not.
        return failure.getClass() == CertificateException.class ? Reason.HOSTNAME_MISMATCH : Reason.UNTRUSTED;
    }

    private static @Nullable Reason classify(CertPathValidatorException path) {
        if (path.getReason() == BasicReason.EXPIRED) {
            return Reason.EXPIRED;
        }
        if (path.getReason() == BasicReason.NOT_YET_VALID) {
            return Reason.NOT_YET_VALID;
        }
        if (path.getReason() == BasicReason.REVOKED) {
            return Reason.REVOKED;
        }
        return path.getReason() == PKIXReason.INVALID_KEY_USAGE ? Reason.WRONG_USAGE : null;
    }

    private static String describe(Reason reason, String subject, Clock clock, CertificateException failure) {
        return switch (reason) {
            case EXPIRED -> subject + ": a certificate of the peer has expired; the peer must renew it";
            case NOT_YET_VALID -> subject + ": a certificate of the peer is not valid yet; compare the clocks";
            case CLOCK_NOT_SET ->
                "this machine's clock says " + clock.instant() + " and was never set, so no certificate is valid";
            case HOSTNAME_MISMATCH -> subject + ": the certificate is for another name: " + failure.getMessage();
            case REVOKED -> subject + ": a certificate of the peer is revoked";
            case WRONG_USAGE -> subject + ": the certificate is not meant for this use: " + failure.getMessage();
            default -> subject + ": not signed by what ca.pem trusts; upload the CA of the peer, or suspect the peer";
        };
    }
}
