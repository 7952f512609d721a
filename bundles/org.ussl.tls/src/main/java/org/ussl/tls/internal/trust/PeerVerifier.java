// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies peers with the trust anchors of one version: PKIX (RFC 5280) by the JDK, and for a server its name (RFC
 * 6125, RFC 2818).
 *
 * <p>The name is checked here, whatever the caller has done to the socket's or engine's parameters since, because a
 * context is often handed to libraries that set parameters of their own.
 */
public final class PeerVerifier extends X509ExtendedTrustManager {
    private static final String HTTPS = "HTTPS";

    private final X509ExtendedTrustManager pkix;
    private final boolean checkHostname;
    private final Clock clock;

    /**
     * Makes a verifier.
     *
     * @param anchors what is trusted, because an operator has delivered it; never empty
     * @param checkHostname whether a server must have the name that was connected to
     */
    public PeerVerifier(List<X509Certificate> anchors, boolean checkHostname, Clock clock)
            throws GeneralSecurityException {
        this.pkix = pkix(anchors);
        this.checkHostname = checkHostname;
        this.clock = clock;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (checkHostname && socket instanceof SSLSocket tls) {
            SSLParameters parameters = tls.getSSLParameters();
            if (demandName(parameters)) {
                tls.setSSLParameters(parameters);
            }
        }
        judge(chain, () -> pkix.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (checkHostname) {
            SSLParameters parameters = engine.getSSLParameters();
            if (demandName(parameters)) {
                engine.setSSLParameters(parameters);
            }
        }
        judge(chain, () -> pkix.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (checkHostname) {
            throw new CertificateException(
                    "the server's name is to be checked, and this way of asking does not tell it");
        }
        judge(chain, () -> pkix.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge(chain, () -> pkix.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge(chain, () -> pkix.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge(chain, () -> pkix.checkClientTrusted(chain, authType));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return pkix.getAcceptedIssuers();
    }

    private void judge(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException e) {
            throw VerificationFailure.of(e, chain, clock);
        }
    }

    private static boolean demandName(SSLParameters parameters) {
        if (HTTPS.equals(parameters.getEndpointIdentificationAlgorithm())) {
            return false;
        }
        parameters.setEndpointIdentificationAlgorithm(HTTPS);
        return true;
    }

    private static X509ExtendedTrustManager pkix(List<X509Certificate> anchors) throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                anchors.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toUnmodifiableSet()),
                new X509CertSelector());
        // Revocation is judged by the profile's own lists (later); the JDK's default would fetch from the network.
        parameters.setRevocationEnabled(false);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    @FunctionalInterface
    private interface Check {
        void run() throws CertificateException;
    }
}
