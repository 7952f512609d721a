// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.ussl.tls.internal.live.FullHandshake;

/**
 * What {@code CERT_NONE} means: a client takes any server. It is used for options that say {@code certReqs(NONE)} and
 * for no others; every such peer is logged, and {@code minimumCertReqs} forbids it for a whole gateway. A server with
 * these options never asks for a certificate, so a client's certificate that arrives all the same is refused rather
 * than believed.
 */
public final class NoVerification extends X509ExtendedTrustManager {

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        FullHandshake.mark(); // Trusted because the caller asked for CERT_NONE.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        FullHandshake.mark(); // Trusted because the caller asked for CERT_NONE.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        FullHandshake.mark(); // Trusted because the caller asked for CERT_NONE.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw notAskedFor();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw notAskedFor();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw notAskedFor();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static CertificateException notAskedFor() {
        return new CertificateException("certReqs=NONE: no client certificate is verified here");
    }
}
