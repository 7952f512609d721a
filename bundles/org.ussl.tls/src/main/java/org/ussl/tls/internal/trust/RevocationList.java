// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One list of {@code crl.pem} (RFC 5280, section 5). It is asked two things with differing care: whether it lists a
 * certificate, which counts even from an old or partial list, because revocation is final; and whether it may be relied
 * on for what it does not list.
 */
final class RevocationList {
    private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    private static final String DELTA_INDICATOR = "2.5.29.27";
    private static final String DISTRIBUTION_POINTS = "2.5.29.31";
    private static final Set<String> UNDERSTOOD = Set.of(ISSUING_DISTRIBUTION_POINT, DELTA_INDICATOR);
    private static final int CRL_SIGN = 6;

    // Tags within IssuingDistributionPoint.
    private static final int POINT = 0;
    private static final int ONLY_USERS = 1;
    private static final int ONLY_CAS = 2;
    private static final int ONLY_SOME_REASONS = 3;
    private static final int INDIRECT = 4;
    private static final int ONLY_ATTRIBUTES = 5;

    private final X509CRL crl;

    RevocationList(X509CRL crl) {
        this.crl = crl;
    }

    /** The CA and the list's date, for messages. */
    String name() {
        return "the list of " + CertificateName.of(crl.getIssuerX500Principal()) + " of "
                + crl.getThisUpdate().toInstant();
    }

    /** Whether the CA that issued a certificate has signed this list, and may sign lists. */
    boolean isSignedBy(X509Certificate issuer) {
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        try {
            crl.verify(issuer.getPublicKey()); // The JDK remembers the key that fits, so this is costly only once.
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /**
     * Whether a later list of the same kind takes its place; then even what it lists counts no more (certificateHold).
     */
    boolean isReplacedBy(RevocationList other) {
        return other.crl.getThisUpdate().after(crl.getThisUpdate())
                && Arrays.equals(scope(), other.scope())
                && Arrays.equals(crl.getExtensionValue(DELTA_INDICATOR), other.crl.getExtensionValue(DELTA_INDICATOR));
    }

    private byte @Nullable [] scope() {
        return crl.getExtensionValue(ISSUING_DISTRIBUTION_POINT);
    }

    /** The entry of a certificate; empty if it is not listed. */
    Optional<String> entry(X509Certificate certificate) {
        // By issuer and serial number, so an indirect list's entries of other CAs are told apart.
        X509CRLEntry entry = crl.getRevokedCertificate(certificate);
        if (entry == null || entry.getRevocationReason() == CRLReason.REMOVE_FROM_CRL) {
            return Optional.empty();
        }
        CRLReason reason = entry.getRevocationReason();
        return Optional.of("on " + entry.getRevocationDate().toInstant() + (reason == null ? "" : " (" + reason + ")"));
    }

    /**
     * Why this list can't be relied on for a certificate that it does not list; empty if it can.
     *
     * @param now when
     */
    Optional<String> gap(X509Certificate certificate, Instant now) {
        if (crl.getThisUpdate().toInstant().isAfter(now)) {
            return Optional.of("is of the future");
        }
        // Without the date of the next list nobody can know that a newer one is missing.
        if (crl.getNextUpdate() == null || crl.getNextUpdate().toInstant().isBefore(now)) {
            return Optional.of(
                    crl.getNextUpdate() == null
                            ? "does not say how long it holds"
                            : "is out of date since " + crl.getNextUpdate().toInstant());
        }
        Set<String> critical = crl.getCriticalExtensionOIDs();
        if (critical != null && !UNDERSTOOD.containsAll(critical)) {
            return Optional.of("has critical extensions that are not known here: " + new TreeSet<>(critical));
        }
        if (crl.getExtensionValue(DELTA_INDICATOR) != null) {
            return Optional.of("is a delta, which is no whole list");
        }
        Optional<String> weak = Strength.ofSignature(crl.getSigAlgName(), crl.getSigAlgParams());
        if (weak.isPresent()) {
            return Optional.of("is " + weak.get());
        }
        try {
            byte[] scope = Der.extension(crl, ISSUING_DISTRIBUTION_POINT);
            return scope == null || covers(Der.of(scope), certificate)
                    ? Optional.empty()
                    : Optional.of("is only for some certificates, and this one is not among them");
        } catch (IllegalArgumentException e) {
            return Optional.of("has a scope that cannot be read");
        }
    }

    /**
     * Whether a certificate is in a list's scope (RFC 5280, section 6.3.3, steps b and d, for lists of the CA itself).
     */
    private static boolean covers(Der scope, X509Certificate certificate) {
        boolean ca = certificate.getBasicConstraints() >= 0;
        if (scope.isSet(ca ? ONLY_USERS : ONLY_CAS)
                || scope.isSet(ONLY_ATTRIBUTES)
                || scope.isSet(INDIRECT)
                || scope.tagged(ONLY_SOME_REASONS) != null) {
            return false;
        }
        Der point = scope.tagged(POINT);
        if (point == null) {
            return true;
        }
        // A CA that splits its list names in each certificate the part that it is in.
        byte[] points = Der.extension(certificate, DISTRIBUTION_POINTS);
        Der names = point.tagged(0);
        return points != null
                && names != null
                && Der.of(points).children().stream().anyMatch(own -> names(own, names));
    }

    /**
     * Whether a certificate's distribution point has one of the names; not if it is for some reasons or another CA's.
     */
    private static boolean names(Der distributionPoint, Der names) {
        Der name = distributionPoint.tagged(0);
        Der full = name == null ? null : name.tagged(0);
        return full != null
                && distributionPoint.tagged(1) == null
                && distributionPoint.tagged(2) == null
                && full.children().stream()
                        .anyMatch(own -> names.children().stream()
                                .anyMatch(listed -> Arrays.equals(own.encoded(), listed.encoded())));
    }
}
