// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError.Reason;

/**
 * Looks for a path that passes, among what a peer sent in whatever order and the anchors. With cross-signed CAs there
 * are several, and one of them may be expired or revoked while another is good.
 *
 * <p>The JDK's CertPathBuilder does the same, but says of a failure only that there is no path, and downloads missing
 * issuers where a system property allows it. Here paths are found by names alone; the JDK's validator judges each.
 */
final class PathSearch {
    private static final String AUTHORITY_KEY_ID = "2.5.29.35";
    private static final String SUBJECT_KEY_ID = "2.5.29.14";

    /** Longer chains than this the JDK refuses as well (jdk.tls.maxCertificateChainLength). */
    private static final int MAX_LENGTH = 10;
    /**
     * A peer that sends many CAs of one name must not keep this machine busy: bounds on paths judged and steps made.
     */
    private static final int MAX_PATHS = 24;

    private static final int MAX_STEPS = 500;

    private final TrustAnchors anchors;
    private final Set<X509Certificate> received;
    private final Judge judge;
    private final List<X509Certificate> path = new ArrayList<>();
    private int paths;
    private int steps;
    private @Nullable VerificationFailure failure;

    /** Says whether a path will do. */
    @FunctionalInterface
    interface Judge {
        /**
         * Judges a path.
         *
         * @throws NoPath if its signatures do not hold, so that it is a path by name only
         * @throws VerificationFailure if anything else is wrong with it
         */
        void judge(CandidatePath candidate) throws NoPath, VerificationFailure;
    }

    /** Names that match and signatures that do not. */
    static final class NoPath extends Exception {
        private static final long serialVersionUID = 1L;

        NoPath(Throwable cause) {
            super(cause);
        }
    }

    PathSearch(TrustAnchors anchors, List<X509Certificate> received, Judge judge) {
        this.anchors = anchors;
        this.received = new LinkedHashSet<>(received);
        this.judge = judge;
    }

    /**
     * Finds a path from a certificate.
     *
     * @return the first that passes; empty if there is none to any anchor
     * @throws VerificationFailure why the paths that there are do not pass: what was wrong with the first, or that one
     *     is revoked, which an operator should hear before all else
     */
    Optional<CandidatePath> from(X509Certificate leaf) throws VerificationFailure {
        path.add(leaf);
        Optional<CandidatePath> found = Optional.empty();
        if (anchors.contains(leaf)) {
            found = tried(new CandidatePath(List.of(), leaf));
        }
        if (found.isEmpty()) {
            found = extended();
        }
        if (found.isEmpty() && failure != null) {
            throw failure;
        }
        return found;
    }

    private Optional<CandidatePath> extended() {
        X509Certificate last = path.get(path.size() - 1);
        for (X509Certificate anchor : likelyFirst(last, anchors.named(last.getIssuerX500Principal()))) {
            // A certificate is no issuer of itself here: as an anchor it was tried already.
            if (!anchor.equals(last)) {
                Optional<CandidatePath> found = tried(new CandidatePath(path, anchor));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (path.size() >= MAX_LENGTH) {
            return Optional.empty();
        }
        List<X509Certificate> issuers = received.stream()
                .filter(certificate -> certificate.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                .filter(certificate -> path.stream().noneMatch(present -> isSameAuthority(present, certificate)))
                .toList();
        for (X509Certificate issuer : likelyFirst(last, issuers)) {
            if (++steps > MAX_STEPS) {
                return Optional.empty();
            }
            path.add(issuer);
            Optional<CandidatePath> found = extended();
            path.remove(path.size() - 1);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<CandidatePath> tried(CandidatePath candidate) {
        if (++paths > MAX_PATHS) {
            return Optional.empty();
        }
        try {
            judge.judge(candidate);
            return Optional.of(candidate);
        } catch (NoPath e) {
            // Another authority of the same name, or a forgery; if nothing else is found, Untrusted tells which.
            return Optional.empty();
        } catch (VerificationFailure e) {
            if (failure == null || e.reason() == Reason.REVOKED && failure.reason() != Reason.REVOKED) {
                failure = e;
            }
            return Optional.empty();
        }
    }

    /** The same name with the same key is the same authority, whoever signed it; going there again goes in circles. */
    private static boolean isSameAuthority(X509Certificate one, X509Certificate other) {
        return one.getSubjectX500Principal().equals(other.getSubjectX500Principal())
                && one.getPublicKey().equals(other.getPublicKey());
    }

    /** Key identifiers are a hint and no proof (RFC 4158, section 3.5.12): they decide what is tried first. */
    private static List<X509Certificate> likelyFirst(X509Certificate subject, List<X509Certificate> issuers) {
        if (issuers.size() < 2) {
            return issuers;
        }
        byte[] wanted = authorityKeyId(subject);
        return issuers.stream()
                .sorted(Comparator.comparing(
                        issuer -> !(wanted != null && Arrays.equals(wanted, subjectKeyId(issuer)))))
                .toList();
    }

    private static byte @Nullable [] authorityKeyId(X509Certificate certificate) {
        try {
            byte[] extension = Der.extension(certificate, AUTHORITY_KEY_ID);
            Der id = extension == null ? null : Der.of(extension).tagged(0);
            return id == null ? null : id.content();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte @Nullable [] subjectKeyId(X509Certificate certificate) {
        try {
            byte[] extension = Der.extension(certificate, SUBJECT_KEY_ID);
            return extension == null ? null : Der.of(extension).content();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
