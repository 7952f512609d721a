// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.profile.Policies;
import org.ussl.tls.internal.trust.PeerTrustManager;
import org.ussl.tls.internal.trust.PeerVerifier;

/** Judges by the trust that is in use, for software that makes its contexts by itself. */
final class FollowingTrust implements PeerTrustManager.Source {
    private final TlsOptions options;
    private final VersionSource source;
    private final Policies policies;
    private volatile @Nullable Latest latest;

    /** Judges by {@code caCerts}. */
    FollowingTrust(TlsOptions options, VersionSource source, Policies policies) {
        if (options.certReqs() == CertReqs.NONE) {
            throw new IllegalArgumentException("a trust manager needs certReqs and caCerts");
        }
        this.options = options;
        this.source = source;
        this.policies = policies;
    }

    @Override
    public PeerVerifier verifier() throws CertificateException {
        try {
            TlsOptions demanded = policies.strengthened(options);
            Snapshot snapshot = Snapshot.ofTrust(demanded, source);
            Latest last = latest;
            if (last == null
                    || last.trust() != snapshot.trust()
                    || !last.options().equals(demanded)) {
                last = new Latest(snapshot.trust(), demanded, snapshot.verifier(demanded));
                latest = last;
            }
            return last.verifier();
        } catch (SSLError e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    private record Latest(@Nullable CredentialVersion trust, TlsOptions options, PeerVerifier verifier) {}
}
