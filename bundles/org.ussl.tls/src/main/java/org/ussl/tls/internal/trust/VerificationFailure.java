// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.tls.SSLError.Reason;

/**
 * A peer did not verify, and why. It travels inside of the engine's own exception. Its text tells an operator what to
 * do; it names certificates and never holds more of them.
 */
public final class VerificationFailure extends CertificateException {
    private static final long serialVersionUID = 1L;

    /** A clock before this is one that was never set: gateways without a battery boot in 1970. */
    private static final Instant EARLIEST_PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

    private final Reason reason;

    VerificationFailure(Reason reason, String message) {
        this(reason, message, null);
    }

    VerificationFailure(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause != null ? cause : alertHint(reason, message));
        this.reason = reason;
    }

    /** A failure that a wrong clock would explain too; which it is, the clock itself tells. */
    static VerificationFailure ofTime(Reason reason, String message, Instant now, @Nullable Throwable cause) {
        return now.isBefore(EARLIEST_PLAUSIBLE)
                ? new VerificationFailure(
                        Reason.CLOCK_NOT_SET,
                        "this machine's clock says " + now
                                + " and was never set, so dates can't be checked; set it, or wait for its time server",
                        cause)
                : new VerificationFailure(reason, message, cause);
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /**
     * The credential that decided.
     *
     * @param trusted the CA certificates that the peer was judged with; {@code null} for the JVM's own roots
     */
    public @Nullable CredentialPath credential(@Nullable CredentialPath trusted) {
        boolean byLists = reason == Reason.REVOKED || reason == Reason.REVOCATION_UNKNOWN;
        return trusted != null && byLists ? trusted.sibling(CredentialPart.CRL) : trusted;
    }

    /**
     * SunJSSE looks at the cause to choose the alert that it sends; without one every peer would only hear
     * "certificate_unknown", and its operator would search longer.
     */
    private static @Nullable Throwable alertHint(Reason reason, String message) {
        return switch (reason) {
            case EXPIRED -> hint(message, BasicReason.EXPIRED);
            case NOT_YET_VALID -> hint(message, BasicReason.NOT_YET_VALID);
            case REVOKED -> hint(message, BasicReason.REVOKED);
            case REVOCATION_UNKNOWN -> hint(message, BasicReason.UNDETERMINED_REVOCATION_STATUS);
            case TOO_WEAK -> hint(message, BasicReason.ALGORITHM_CONSTRAINED);
            default -> null;
        };
    }

    private static Throwable hint(String message, BasicReason reason) {
        return new CertPathValidatorException(message, null, null, -1, reason);
    }
}
