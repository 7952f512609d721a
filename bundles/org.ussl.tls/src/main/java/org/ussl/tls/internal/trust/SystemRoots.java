// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;

/**
 * The JVM's own roots, those that an {@code SSLContext} without trust managers would use: {@code cacerts}, or what
 * {@code javax.net.ssl.trustStore} names. The JDK reads the file again when it has changed.
 */
final class SystemRoots {
    /** What SunJSSE itself says where a key exchange has no name (TLS 1.3). */
    private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

    private final X509TrustManager jvm;

    private SystemRoots(X509TrustManager jvm) {
        this.jvm = jvm;
    }

    /**
     * Reads the roots.
     *
     * @throws SSLError if there are none; an empty trust list would look like a peer's fault
     */
    static SystemRoots read() throws SSLError {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            X509TrustManager jvm = Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new CertificateException("no X.509 trust manager"));
            if (jvm.getAcceptedIssuers().length > 0) {
                return new SystemRoots(jvm);
            }
            throw new CertificateException("the list is empty");
        } catch (GeneralSecurityException e) {
            throw new SSLError(
                    Reason.CREDENTIAL_MISSING,
                    "caCerts=system: the JVM has no roots (" + e.getMessage()
                            + "); see its lib/security/cacerts and javax.net.ssl.trustStore",
                    null,
                    null,
                    e);
        }
    }

    List<X509Certificate> anchors() {
        return List.of(jvm.getAcceptedIssuers());
    }

    /**
     * Asks the JVM too. It distrusts some public CAs from a date on although their roots are still in the list
     * (jdk.security.caDistrustPolicies), which only its own trust manager knows.
     */
    void requireNotDistrusted(List<X509Certificate> path, PeerRole role) throws VerificationFailure {
        X509Certificate[] chain = path.toArray(new X509Certificate[0]);
        try {
            if (role == PeerRole.SERVER) {
                jvm.checkServerTrusted(chain, ANY_KEY_EXCHANGE);
            } else {
                jvm.checkClientTrusted(chain, ANY_KEY_EXCHANGE);
            }
        } catch (CertificateException e) {
            throw new VerificationFailure(
                    Reason.UNTRUSTED,
                    CertificateName.of(path.get(0)) + ": this JVM does not trust its CA any more: " + e.getMessage(),
                    e);
        }
    }
}
