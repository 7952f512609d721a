// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.live.Judge;
import org.ussl.tls.internal.live.Terms;
import org.ussl.tls.internal.trust.KnownNames;
import org.ussl.tls.internal.trust.PeerRole;
import org.ussl.tls.internal.trust.PeerVerifier;
import org.ussl.tls.internal.trust.VerificationFailure;

/** Asks the judge of handshakes about peers of connections that are up. */
final class LivePeers implements Judge {
    private final KnownNames names = new KnownNames();

    @Override
    public List<X509Certificate> verify(
            Terms terms,
            @Nullable CredentialVersion trust,
            List<X509Certificate> received,
            List<byte[]> stapled,
            boolean ask,
            Instant at)
            throws SSLCertVerificationError {
        if (trust != null && trust.trustAnchors().isEmpty()) {
            throw new SSLCertVerificationError(
                    Reason.UNTRUSTED,
                    "the CA certificates were removed",
                    terms.peer(),
                    terms.options().caCerts(),
                    null);
        }
        PeerRole role = terms.options().serverSide() ? PeerRole.CLIENT : PeerRole.SERVER;
        try {
            return PeerVerifier.of(relevant(terms.options(), ask), trust).verify(received, role, null, stapled, at);
        } catch (VerificationFailure e) {
            throw refused(terms, e);
        } catch (SSLError e) {
            throw new SSLCertVerificationError(
                    e.reason(),
                    String.valueOf(e.getMessage()),
                    terms.peer(),
                    e.credentialPath().orElse(null),
                    e);
        }
    }

    @Override
    public void requireName(Terms terms, X509Certificate certificate) throws SSLCertVerificationError {
        if (terms.options().checkHostname()) {
            try {
                names.require(certificate, terms.host());
            } catch (VerificationFailure e) {
                throw refused(terms, e);
            }
        }
    }

    private static SSLCertVerificationError refused(Terms terms, VerificationFailure failure) {
        return new SSLCertVerificationError(
                failure.reason(),
                String.valueOf(failure.getMessage()),
                terms.peer(),
                failure.credential(terms.options().caCerts()),
                failure);
    }

    /** The name is not looked at again: neither it nor the certificate can have changed since the connection is up. */
    private static TlsOptions relevant(TlsOptions options, boolean ask) {
        return options.toBuilder()
                .checkHostname(false)
                .peerCheck(ask ? options.peerCheck() : null)
                .build();
    }
}
