// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsOptionsBuilder;
import org.ussl.tls.TlsService;

/**
 * TLS for the drop box, with the credential of the profile {@value #PROFILE}. Certificates of clients are asked for as
 * soon as that profile has a CA to verify them with.
 */
final class ServerTls {

    static final String PROFILE = "ftp";

    /** The best first: clients may show a certificate; they must, if the gateway forbids less; there is no CA. */
    private static final List<TlsOptions> OPTIONS =
            List.of(options(CertReqs.OPTIONAL), options(CertReqs.REQUIRED), options(CertReqs.NONE));

    private final GatewayServices services;
    private final TlsPolicy policy;

    ServerTls(GatewayServices services, TlsPolicy policy) {
        this.services = services;
        this.policy = policy;
    }

    /** What one session is encrypted with: its data connections resume what its control connection has agreed on. */
    record Terms(TlsService service, TlsOptions options) {

        SSLEngine engine(String host, int port) throws SSLError {
            return service.engine(options, host, port);
        }
    }

    TlsPolicy policy() {
        return policy;
    }

    /**
     * The terms for a session that starts now.
     *
     * @throws SSLError if there is no certificate at the moment, or the gateway's configuration forbids what could be
     *     offered
     */
    Terms terms() throws SSLError {
        TlsService service = services.tls.get();
        SSLError failure = null;
        if (service != null) {
            for (TlsOptions options : OPTIONS) {
                try {
                    service.engine(options, "", -1);
                    return new Terms(service, options);
                } catch (SSLError e) {
                    failure = e;
                }
            }
        }
        throw failure != null
                ? failure
                : new SSLError(SSLError.Reason.OTHER, "the TLS service is not running", null, null, null);
    }

    /** Whether a session could be encrypted now. */
    boolean isAvailable() {
        return unavailable() == null;
    }

    /** Why no session can be encrypted now; {@code null} if it can. */
    @Nullable
    String unavailable() {
        if (policy == TlsPolicy.OFF) {
            return "TLS is switched off (tls=off)";
        }
        try {
            terms();
            return null;
        } catch (SSLError e) {
            return "TLS is not available: " + e.getMessage();
        }
    }

    private static TlsOptions options(CertReqs certReqs) {
        TlsOptionsBuilder builder = TlsOptions.builder()
                .certfile(new CredentialPath(PROFILE, CredentialPart.CERT).toString())
                .keyfile(new CredentialPath(PROFILE, CredentialPart.KEY).toString())
                .serverSide(true)
                .certReqs(certReqs)
                .protocols("TLSv1.3", "TLSv1.2")
                .doHandshakeOnConnect(false);
        if (certReqs != CertReqs.NONE) {
            builder.caCerts(new CredentialPath(PROFILE, CredentialPart.CA).toString());
        }
        return builder.build();
    }
}
