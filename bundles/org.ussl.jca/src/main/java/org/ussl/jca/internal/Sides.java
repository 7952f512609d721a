// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/**
 * What a JSSE context leaves open until a connection starts: which side it takes and what it asks of a client. The TLS
 * service wants to know both beforehand; here the one is made into the other.
 */
final class Sides {
    private final CurrentTls tls;
    private final ProfileName shown;
    private final ProfileName trusted;
    private final ProfileKeyManager keys;

    /**
     * Takes the profiles.
     *
     * @param shown whose identity is shown
     * @param trusted whose CA certificates peers are verified with
     */
    Sides(CurrentTls tls, ProfileName shown, ProfileName trusted) {
        this.tls = tls;
        this.shown = shown;
        this.trusted = trusted;
        this.keys = new ProfileKeyManager(tls, shown);
    }

    TlsService service() throws SSLError {
        return tls.get();
    }

    /** A client always demands the server's certificate; it shows its own if it has one by now. */
    TlsOptions client() {
        return shown.client(trusted, keys.alias().isPresent());
    }

    /** A server asks of its clients what its software has set on socket or engine. */
    TlsOptions server(boolean need, boolean want) {
        return shown.server(trusted, need ? CertReqs.REQUIRED : want ? CertReqs.OPTIONAL : CertReqs.NONE);
    }

    /** The context that makes what a client or a server needs. */
    SSLContext context(TlsOptions options) throws SSLError {
        return tls.get().sslContext(options);
    }

    /** A client's context as of now, for software that cannot be told of an error. */
    SSLContext clientContext() {
        try {
            return context(client());
        } catch (SSLError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The settings of a server's connection before anything is set. */
    SSLParameters serverDefaults() {
        try {
            return context(server(false, false)).getDefaultSSLParameters();
        } catch (SSLError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
