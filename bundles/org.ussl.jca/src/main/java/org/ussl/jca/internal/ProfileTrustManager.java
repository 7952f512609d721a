// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsService;

/** A profile's trust through the TLS service of the moment. Trusts nobody while there is none. */
final class ProfileTrustManager extends X509ExtendedTrustManager {
    private final CurrentTls tls;
    private final ProfileName profile;
    private volatile @Nullable Bound bound;

    ProfileTrustManager(CurrentTls tls, ProfileName profile) {
        this.tls = tls;
        this.profile = profile;
    }

    ProfileName profile() {
        return profile;
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

    private X509ExtendedTrustManager current() throws CertificateException {
        try {
            TlsService now = tls.get();
            Bound trust = bound;
            if (trust == null || trust.service() != now) {
                trust = new Bound(now, now.trustManager(profile.forTrust()));
                bound = trust;
            }
            return trust.manager();
        } catch (SSLError e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    private record Bound(TlsService service, X509ExtendedTrustManager manager) {}
}
