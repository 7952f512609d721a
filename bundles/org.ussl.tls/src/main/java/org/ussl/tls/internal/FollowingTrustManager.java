// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.profile.Policies;
import org.ussl.tls.internal.trust.PeerTrustManager;

/** Judges peers by the trust that is in use, for software that makes its contexts by itself. */
final class FollowingTrustManager extends X509ExtendedTrustManager {
    private final TlsOptions options;
    private final VersionSource source;
    private final Clock clock;
    private final Policies policies;
    private volatile @Nullable Judge latest;

    /** Judges by {@code caCerts}. */
    FollowingTrustManager(TlsOptions options, VersionSource source, Clock clock, Policies policies) {
        if (options.certReqs() == CertReqs.NONE) {
            throw new IllegalArgumentException("a trust manager needs certReqs and caCerts");
        }
        this.options = options;
        this.source = source;
        this.clock = clock;
        this.policies = policies;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        current().checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        current().checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        current().checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        current().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        current().checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        current().checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        try {
            return current().getAcceptedIssuers();
        } catch (CertificateException e) {
            return new X509Certificate[0];
        }
    }

    private PeerTrustManager current() throws CertificateException {
        try {
            TlsOptions demanded = policies.strengthened(options);
            Snapshot snapshot = Snapshot.ofTrust(demanded, source);
            Judge judge = latest;
            if (judge == null
                    || judge.trust() != snapshot.trust()
                    || !judge.options().equals(demanded)) {
                judge = new Judge(
                        snapshot.trust(),
                        demanded,
                        new PeerTrustManager(snapshot.verifier(demanded), demanded.serverHostname(), clock));
                latest = judge;
            }
            return judge.manager();
        } catch (SSLError e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    private record Judge(@Nullable CredentialVersion trust, TlsOptions options, PeerTrustManager manager) {}
}
