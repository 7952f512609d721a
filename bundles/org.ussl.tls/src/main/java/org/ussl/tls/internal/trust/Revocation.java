// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.internal.trust.StapledResponse.Answer;
import org.ussl.tls.internal.trust.StapledResponse.Status;

/**
 * Whether certificates were revoked, by the profile's lists and by what the peer staples; nothing is fetched. Looked at
 * is every certificate below the anchor. An anchor is revoked by taking it out of {@code ca.pem}.
 */
final class Revocation {
    private static final Logger LOGGER = LoggerFactory.getLogger(Revocation.class);

    private static final int REMEMBERED = 256;

    /**
     * What was reported, for all verifiers together: each version, each set of options and each review of live
     * connections makes one of its own, and an operator wants to read of a list once.
     */
    private static final Set<String> REPORTED = Collections.synchronizedSet(new LinkedHashSet<>());

    private final CrlMode mode;
    private final @Nullable String source;
    private final Map<X500Principal, List<RevocationList>> byIssuer = new HashMap<>();

    /**
     * Takes lists.
     *
     * @param source where they come from, for messages; {@code null} if there is no such place
     */
    Revocation(CrlMode mode, @Nullable String source, Collection<X509CRL> lists) {
        this.mode = mode;
        this.source = source;
        for (X509CRL list : lists) {
            byIssuer.computeIfAbsent(list.getIssuerX500Principal(), name -> new ArrayList<>())
                    .add(new RevocationList(list));
        }
    }

    /**
     * Checks a path whose signatures hold.
     *
     * @param stapled what the peer stapled, by certificate
     */
    void require(CandidatePath path, Map<X509Certificate, byte[]> stapled, Instant now) throws VerificationFailure {
        if (mode == CrlMode.OFF) {
            return;
        }
        for (int i = 0; i < path.belowAnchor().size(); i++) {
            X509Certificate certificate = path.belowAnchor().get(i);
            requireNotRevoked(certificate, path.issuer(i), stapled.get(certificate), now);
        }
    }

    private void requireNotRevoked(
            X509Certificate certificate, X509Certificate issuer, byte @Nullable [] response, Instant now)
            throws VerificationFailure {
        List<String> gaps = new ArrayList<>();
        boolean known = false;
        for (RevocationList list : listsOf(issuer, gaps)) {
            var entry = list.entry(certificate);
            if (entry.isPresent()) {
                throw revoked(certificate, entry.get() + ", says " + list.name());
            }
            var gap = list.gap(certificate, now);
            if (gap.isEmpty()) {
                known = true;
            } else {
                gaps.add(list.name() + " " + gap.get());
            }
        }
        if (!known) {
            // Else another list says what these leave open: a split list, or a delta beside a whole one.
            gaps.forEach(this::report);
        }
        if (response != null && response.length > 0) {
            Answer answer = StapledResponse.about(certificate, issuer, response, now);
            if (answer.status() == Status.REVOKED) {
                throw revoked(certificate, answer.detail());
            }
            known |= answer.status() == Status.GOOD;
            if (answer.status() == Status.UNKNOWN) {
                gaps.add(answer.detail());
            }
        }
        if (!known && mode == CrlMode.HARD) {
            // Fail closed is what HARD is for. SOFT goes on: most sites have no lists, and an expired one must not stop
            // a gateway that nobody can reach to replace it.
            throw VerificationFailure.ofTime(
                    Reason.REVOCATION_UNKNOWN,
                    CertificateName.of(certificate) + ": not known whether it is revoked, and crlMode is HARD: "
                            + (gaps.isEmpty()
                                    ? "there is no list of its CA and no stapled answer"
                                    : String.join("; ", gaps))
                            + remedy(issuer),
                    now,
                    null);
        }
    }

    /** The lists of a CA that it has signed and not replaced. */
    private List<RevocationList> listsOf(X509Certificate issuer, List<String> gaps) {
        List<RevocationList> signed = new ArrayList<>();
        for (RevocationList list : byIssuer.getOrDefault(issuer.getSubjectX500Principal(), List.of())) {
            if (list.isSignedBy(issuer)) {
                signed.add(list);
            } else {
                // Not believed in either direction: anybody can write a list in a CA's name.
                gaps.add(list.name() + " is ignored: not signed by that CA, or the CA may not sign lists");
            }
        }
        return signed.stream()
                .filter(list -> signed.stream().noneMatch(list::isReplacedBy))
                .toList();
    }

    /** Once for each list and state of it, not at each handshake. */
    private void report(String gap) {
        String text = source + ": " + gap;
        if (REPORTED.add(text)) {
            if (REPORTED.size() > REMEMBERED) {
                REPORTED.clear();
            }
            LOGGER.warn("{}; upload the CA's present list", text);
        }
    }

    private String remedy(X509Certificate issuer) {
        return source == null
                ? ". There are no lists with caCerts=system, so the peer must staple an answer for it"
                : ". Upload the present list of " + CertificateName.of(issuer) + " as " + source;
    }

    private static VerificationFailure revoked(X509Certificate certificate, String how) {
        return new VerificationFailure(
                Reason.REVOKED,
                CertificateName.of(certificate) + ": revoked " + how
                        + "; suspect the peer, or give it a new certificate");
    }
}
