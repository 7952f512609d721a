// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.jspecify.annotations.Nullable;

/** The TLS of one control connection, if it has any. Safe for use by many threads. */
final class SessionTls {

    private final IoSession session;
    private volatile boolean awaited;

    SessionTls(IoSession session) {
        this.session = session;
    }

    /** AUTH has come and is not answered: nothing may come before TLS does. */
    boolean isAwaited() {
        return awaited;
    }

    void await(boolean now) {
        awaited = now;
    }

    /** Encrypts the control connection, all but the reply that says so. */
    void encrypt(ControlTls filter) {
        session.getFilterChain().addAfter(ArrivalBarrier.NAME, ControlTls.NAME, filter);
    }

    /** What the control connection is encrypted with; {@code null} if it is not. */
    ServerTls.@Nullable Terms terms() {
        return session.getFilterChain().get(ControlTls.NAME) instanceof ControlTls filter ? filter.terms() : null;
    }

    /** The control connection's TLS session; {@code null} if it has none. */
    @Nullable
    SSLSession session() {
        return session.getAttribute(SslFilter.SSL_SECURED) instanceof SSLSession secured ? secured : null;
    }

    /** The client's certificate, verified in the handshake; {@code null} if it has shown none. */
    @Nullable
    X509Certificate certificate() {
        SSLSession secured = session();
        try {
            return secured != null && secured.getPeerCertificates()[0] instanceof X509Certificate shown ? shown : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
