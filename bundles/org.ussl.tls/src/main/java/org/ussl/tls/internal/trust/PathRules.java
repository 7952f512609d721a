// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.internal.trust.PathSearch.NoPath;

/**
 * The rules of RFC 5280, section 6, by the JDK's validator: signatures, dates, basic constraints, path lengths, CAs'
 * key usage, name constraints, policies, unknown critical extensions; and the JVM's own list of disabled algorithms.
 */
final class PathRules {

    private PathRules() {}

    /** Judges a path. Revocation is judged elsewhere: the JDK's way would load lists from the network. */
    static void require(CandidatePath path, Instant now) throws NoPath, VerificationFailure {
        if (path.belowAnchor().isEmpty()) {
            return; // Nothing was issued; the anchor's own dates are TrustAnchors' matter.
        }
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.anchor(), null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path.belowAnchor()), parameters);
        } catch (CertPathValidatorException e) {
            if (isForeignSignature(e)) {
                throw new NoPath(e);
            }
            throw failure(e, path, now);
        } catch (GeneralSecurityException e) {
            throw new VerificationFailure(
                    Reason.UNTRUSTED,
                    CertificateName.of(path.leaf()) + ": could not be verified: " + e.getMessage(),
                    e);
        }
    }

    private static boolean isForeignSignature(CertPathValidatorException e) {
        return e.getReason() == BasicReason.INVALID_SIGNATURE
                || e.getCause() instanceof SignatureException
                || e.getCause() instanceof InvalidKeyException;
    }

    private static VerificationFailure failure(CertPathValidatorException e, CandidatePath path, Instant now) {
        int index = Math.max(e.getIndex(), 0);
        X509Certificate certificate = path.belowAnchor().get(index);
        String name = CertificateName.of(certificate);
        Object reason = e.getReason();
        if (reason == BasicReason.EXPIRED) {
            return VerificationFailure.ofTime(
                    Reason.EXPIRED,
                    name + ": expired on " + certificate.getNotAfter().toInstant() + "; the peer must renew it",
                    now,
                    e);
        }
        if (reason == BasicReason.NOT_YET_VALID) {
            return VerificationFailure.ofTime(
                    Reason.NOT_YET_VALID,
                    name + ": valid only from " + certificate.getNotBefore().toInstant() + " on; compare the clocks",
                    now,
                    e);
        }
        if (reason == BasicReason.ALGORITHM_CONSTRAINED) {
            return failure(Reason.TOO_WEAK, name + ": this JVM forbids its algorithm: " + e.getMessage(), e);
        }
        if (reason == PKIXReason.INVALID_KEY_USAGE) {
            return failure(Reason.WRONG_USAGE, name + ": its key usage forbids that it issues certificates", e);
        }
        if (reason == PKIXReason.NOT_CA_CERT) {
            // The classic forgery: the owner of any certificate plays CA.
            return failure(Reason.UNTRUSTED, name + ": is no CA and has issued a certificate; suspect the peer", e);
        }
        if (reason == PKIXReason.PATH_TOO_LONG) {
            return failure(Reason.UNTRUSTED, name + ": the chain has more CAs than one of them allows", e);
        }
        if (reason == PKIXReason.INVALID_NAME) {
            return failure(Reason.UNTRUSTED, name + ": its CA may not vouch for this name (name constraints)", e);
        }
        if (reason == PKIXReason.UNRECOGNIZED_CRIT_EXT) {
            return failure(Reason.UNTRUSTED, name + ": has a critical extension that is not known here", e);
        }
        return failure(Reason.UNTRUSTED, name + ": its chain breaks the rules of RFC 5280: " + e.getMessage(), e);
    }

    private static VerificationFailure failure(Reason reason, String message, @Nullable Throwable cause) {
        return new VerificationFailure(reason, message, cause);
    }
}
