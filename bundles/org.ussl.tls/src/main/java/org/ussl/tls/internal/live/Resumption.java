// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError.Reason;

/**
 * Whether a peer whose session was resumed would still be let in. A resumed handshake shows no certificate, so nobody
 * looks at its dates, and a session could outlive it by as long as sessions are kept. Nor does anybody look at its
 * name, and not every engine keeps its sessions by that; nor whether there is a certificate at all, where an engine's
 * user demands one by now. What else counts cannot have changed since the full handshake: another version, or other
 * options, have other sessions.
 */
final class Resumption {
    private final Judge judge;

    Resumption(Judge judge) {
        this.judge = judge;
    }

    /** Why the peer would not get in now; only judged whole if a date has passed, which resumption is too cheap for. */
    Optional<SSLCertVerificationError> refusal(Connection connection, Instant now) {
        Terms terms = connection.terms();
        if (terms.options().certReqs() == CertReqs.NONE) {
            return Optional.empty();
        }
        try {
            require(connection, terms, now);
            return Optional.empty();
        } catch (SSLCertVerificationError e) {
            return Optional.of(e);
        }
    }

    private void require(Connection connection, Terms terms, Instant now) throws SSLCertVerificationError {
        List<X509Certificate> chain = connection.peerChain();
        if (chain.isEmpty()) {
            requireNoneDemanded(connection, terms);
            return;
        }
        if (!terms.options().serverSide()) {
            judge.requireName(terms, chain.get(0));
        }
        Date date = Date.from(now);
        if (hasDatePassed(terms, chain, date) || restsOnStapledAnswer(connection, date)) {
            judge.verify(terms, terms.trust(), chain, connection.stapled(), false, now);
        }
    }

    private static void requireNoneDemanded(Connection connection, Terms terms) throws SSLCertVerificationError {
        if (connection.demandsCertificate()) {
            throw new SSLCertVerificationError(
                    Reason.NO_PEER_CERTIFICATE,
                    "shows no certificate, and one is required",
                    terms.peer(),
                    terms.options().caCerts(),
                    null);
        }
    }

    /**
     * Whether the session of a connection that was made in full can't be judged later, because what the peer has
     * stapled let it in and the engine has not kept that.
     */
    static boolean isBeyondJudgement(Connection connection, Instant now) {
        return !connection.terms().options().serverSide()
                && connection.stapled().isEmpty()
                && restsOnStapledAnswer(connection, Date.from(now));
    }

    /** Whether the profile's lists alone need not have let the peer in; what it has stapled may run out. */
    private static boolean restsOnStapledAnswer(Connection connection, Date now) {
        Terms terms = connection.terms();
        CredentialVersion trust = terms.trust();
        return terms.options().crlMode() == CrlMode.HARD
                && (trust == null
                        || trust.crls().isEmpty()
                        || !connection.stapled().isEmpty()
                        || trust.crls().stream().anyMatch(list -> isOutOfDate(list, now)));
    }

    private static boolean hasDatePassed(Terms terms, List<X509Certificate> chain, Date now) {
        CredentialVersion trust = terms.trust();
        return hasEnded(chain, now) || trust != null && hasEnded(trust.trustAnchors(), now);
    }

    private static boolean hasEnded(Collection<X509Certificate> certificates, Date now) {
        for (X509Certificate certificate : certificates) {
            if (certificate.getNotAfter().before(now)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutOfDate(X509CRL list, Date now) {
        @Nullable Date next = list.getNextUpdate();
        return next == null || next.before(now);
    }
}
