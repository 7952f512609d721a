// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.ussl.tls.SSLError.Reason;

/**
 * What is trusted, by name. Any certificate can be an anchor: a root, an intermediate (so that only a part of a large
 * CA is trusted), or a peer's own self-signed one.
 *
 * <p>An anchor is trusted for what it says of itself and no more. RFC 5280 leaves that open and the JDK's validator
 * does not look, but an intermediate that its root has bound to some names would lose its bounds by being delivered.
 */
final class TrustAnchors {
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final int KEY_CERT_SIGN = 5;

    private final String source;
    private final Set<X509Certificate> all;
    private final Map<X500Principal, List<X509Certificate>> bySubject = new HashMap<>();

    /**
     * Takes anchors.
     *
     * @param source where they come from, for messages
     */
    TrustAnchors(String source, Collection<X509Certificate> anchors) {
        this.source = source;
        this.all = Set.copyOf(anchors);
        for (X509Certificate anchor : all) {
            bySubject
                    .computeIfAbsent(anchor.getSubjectX500Principal(), name -> new ArrayList<>())
                    .add(anchor);
        }
    }

    String source() {
        return source;
    }

    Set<X509Certificate> all() {
        return all;
    }

    boolean contains(X509Certificate certificate) {
        return all.contains(certificate);
    }

    List<X509Certificate> named(X500Principal subject) {
        return bySubject.getOrDefault(subject, List.of());
    }

    /** Checks a path against what its anchor says of itself. */
    void requireWithinAnchor(CandidatePath path, Instant now) throws VerificationFailure {
        X509Certificate anchor = path.anchor();
        requireInForce(anchor, now);
        if (path.belowAnchor().isEmpty()) {
            return; // The peer's own certificate is the anchor: it issues nothing.
        }
        requireIssuer(anchor);
        requireLength(path);
        byte[] constraints = constraints(anchor);
        if (constraints.length > 0) {
            X509CertSelector within = new X509CertSelector();
            try {
                within.setNameConstraints(constraints);
            } catch (IOException | RuntimeException e) {
                throw untrusted(anchor, "its name constraints cannot be read", e);
            }
            for (int i = 0; i < path.belowAnchor().size(); i++) {
                X509Certificate certificate = path.belowAnchor().get(i);
                // A CA's own renewal bears the CA's name, which its constraints need not allow (RFC 5280, 4.2.1.10).
                if (!(i > 0 && isSelfIssued(certificate)) && !within.match(certificate)) {
                    throw untrusted(
                            anchor,
                            "may not vouch for the names of " + CertificateName.of(certificate) + " (name constraints)",
                            null);
                }
            }
        }
    }

    /**
     * As OpenSSL, GnuTLS, mbed TLS and Go do, and unlike the JDK: after its end a CA looks after its key no more, nor
     * says what it revokes.
     */
    private void requireInForce(X509Certificate anchor, Instant now) throws VerificationFailure {
        try {
            anchor.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw VerificationFailure.ofTime(
                    Reason.EXPIRED,
                    CertificateName.of(anchor) + ": expired on "
                            + anchor.getNotAfter().toInstant() + "; it comes from " + source + ": replace it there",
                    now,
                    null);
        } catch (CertificateNotYetValidException e) {
            throw VerificationFailure.ofTime(
                    Reason.NOT_YET_VALID,
                    CertificateName.of(anchor) + " in " + source + ": valid only from "
                            + anchor.getNotBefore().toInstant() + " on; compare the clocks",
                    now,
                    null);
        }
    }

    /**
     * A device's own self-signed certificate in ca.pem must not make every owner of its key a CA. Roots of version 1
     * can't say what they are; that they are CAs is why somebody delivered them.
     */
    private void requireIssuer(X509Certificate anchor) throws VerificationFailure {
        boolean[] usage = anchor.getKeyUsage();
        if (anchor.getVersion() >= 3 && anchor.getBasicConstraints() < 0 || usage != null && !usage[KEY_CERT_SIGN]) {
            throw untrusted(anchor, "is no CA, so it can vouch for itself only", null);
        }
    }

    private void requireLength(CandidatePath path) throws VerificationFailure {
        long cas = path.belowAnchor().stream()
                .skip(1)
                .filter(certificate -> !isSelfIssued(certificate))
                .count();
        // Integer.MAX_VALUE for "no bound"; version 1 has -1 and no bounds at all.
        int bound = path.anchor().getBasicConstraints();
        if (bound >= 0 && cas > bound) {
            throw untrusted(path.anchor(), "allows only " + bound + " CAs below it, and the chain has " + cas, null);
        }
    }

    private byte[] constraints(X509Certificate anchor) throws VerificationFailure {
        try {
            byte[] constraints = Der.extension(anchor, NAME_CONSTRAINTS);
            return constraints == null ? new byte[0] : constraints;
        } catch (IllegalArgumentException e) {
            throw untrusted(anchor, "its name constraints cannot be read", e);
        }
    }

    private VerificationFailure untrusted(
            X509Certificate anchor, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new VerificationFailure(
                Reason.UNTRUSTED, CertificateName.of(anchor) + " in " + source + ": " + why, cause);
    }

    static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
