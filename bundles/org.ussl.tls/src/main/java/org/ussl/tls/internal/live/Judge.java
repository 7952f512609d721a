// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.SSLCertVerificationError;

/** Verifies the peer of a connection that is up. */
public interface Judge {

    /**
     * Verifies a peer with a version that need not be the one of its handshake.
     *
     * @param trust the version; {@code null} for the JVM's own roots
     * @param received what the peer sent
     * @param stapled the OCSP responses that came with it
     * @param ask whether the application's own check is asked too
     * @param at the date to judge by
     * @return the path to the trust anchor, which comes last
     * @throws SSLCertVerificationError if it would not get in; tells the credential that decided
     */
    List<X509Certificate> verify(
            Terms terms,
            @Nullable CredentialVersion trust,
            List<X509Certificate> received,
            List<byte[]> stapled,
            boolean ask,
            Instant at)
            throws SSLCertVerificationError;

    /**
     * Looks for the name that a client expects in a certificate that was verified, perhaps for another name.
     *
     * @throws SSLCertVerificationError if it is not there and the options ask for it
     */
    void requireName(Terms terms, X509Certificate certificate) throws SSLCertVerificationError;
}
