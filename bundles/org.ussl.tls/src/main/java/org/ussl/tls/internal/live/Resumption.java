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

/**
 * Whether a peer whose session was resumed would still be let in. A resumed handshake shows no certificate, so nobody
 * looks at its dates, and a session could outlive it by as long as sessions are kept. What else counts cannot have
 * changed since the full handshake: another version has other sessions.
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
        List<X509Certificate> chain = connection.peerChain();
        if (chain.isEmpty() || !hasDatePassed(terms, chain, Date.from(now))) {
            return Optional.empty();
        }
        try {
            judge.verify(terms, terms.trust(), chain, connection.stapled(), false, now);
            return Optional.empty();
        } catch (SSLCertVerificationError e) {
            return Optional.of(e);
        }
    }

    private static boolean hasDatePassed(Terms terms, List<X509Certificate> chain, Date now) {
        CredentialVersion trust = terms.trust();
        return hasEnded(chain, now)
                || trust != null && hasEnded(trust.trustAnchors(), now)
                || trust != null
                        && terms.options().crlMode() == CrlMode.HARD
                        && trust.crls().stream().anyMatch(list -> isOutOfDate(list, now));
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
