// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.trust.PeerVerifier;

/**
 * What one handshake uses. Where trust and identity come from one profile they come from one version of it: the store
 * is read once, so that a swap under way never mixes two.
 *
 * @param trust the version whose trust anchors and revocation lists count; {@code null} if the peer is not verified, or
 *     with the JVM's own roots
 * @param identity the version whose chain and key are shown; {@code null} if none is
 */
record Snapshot(@Nullable CredentialVersion trust, @Nullable CredentialVersion identity) {

    /**
     * Reads what the options name.
     *
     * @throws SSLError if it is not there; never an empty trust list instead
     */
    static Snapshot of(TlsOptions options, VersionSource source) throws SSLError {
        CredentialPath caCerts = options.caCerts();
        CredentialPath certfile = options.certfile();
        CredentialVersion identity = certfile == null ? null : read(source, certfile);
        if (identity != null && (identity.chain().isEmpty() || identity.key() == null)) {
            throw missing(certfile);
        }
        CredentialVersion trust = null;
        if (caCerts != null && options.certReqs() != CertReqs.NONE) {
            boolean sameProfile = certfile != null && caCerts.profile().equals(certfile.profile());
            trust = sameProfile ? identity : read(source, caCerts);
        }
        if (trust != null && trust.trustAnchors().isEmpty()) {
            throw missing(caCerts);
        }
        return new Snapshot(trust, identity);
    }

    /**
     * Reads what peers are judged by and no identity, which may not be there yet.
     *
     * @throws SSLError if it is not there; never an empty trust list instead
     */
    static Snapshot ofTrust(TlsOptions options, VersionSource source) throws SSLError {
        CredentialPath caCerts = options.caCerts();
        CredentialVersion trust = caCerts == null ? null : read(source, caCerts);
        if (trust != null && trust.trustAnchors().isEmpty()) {
            throw missing(caCerts);
        }
        return new Snapshot(trust, null);
    }

    /**
     * What judges peers with this trust; made anew at each call.
     *
     * @param options those that this snapshot was read for, and not {@code certReqs(NONE)}
     * @throws SSLError if they ask for the JVM's roots and it has none
     */
    PeerVerifier verifier(TlsOptions options) throws SSLError {
        return PeerVerifier.of(options, trust);
    }

    private static CredentialVersion read(VersionSource source, CredentialPath path) throws SSLError {
        return source.current(path.profile()).orElseThrow(() -> missing(path));
    }

    private static SSLError missing(@Nullable CredentialPath path) {
        return new SSLError(
                Reason.CREDENTIAL_MISSING,
                path + " is not there: it was not uploaded yet, waits for its counterpart, or the store is stopped",
                null,
                path,
                null);
    }
}
