// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetSocketAddress;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.filter.ssl.SslFilter;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;

/**
 * TLS on one control connection: MINA's filter, with an engine of the TLS service. FtpServer knows the connection as
 * secure by this filter's class.
 */
final class ControlTls extends SslFilter {

    static final String NAME = "ussl-tls";

    private final ServerTls.Terms terms;
    private final @Nullable Reply lastInClear;

    /** Encrypts all but one reply, the one that tells the client to begin. */
    ControlTls(ServerTls.Terms terms, @Nullable Reply lastInClear) throws SSLError {
        super(terms.service().sslContext(terms.options()));
        this.terms = terms;
        this.lastInClear = lastInClear;
    }

    ServerTls.Terms terms() {
        return terms;
    }

    @Override
    protected SSLEngine createEngine(IoSession session, @Nullable InetSocketAddress peer) {
        try {
            return new PromptEngine(
                    terms.engine(peer == null ? "" : peer.getHostString(), peer == null ? -1 : peer.getPort()));
        } catch (SSLError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    protected synchronized void onConnected(NextFilter next, IoSession session) throws SSLException {
        try {
            super.onConnected(next, session);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof SSLError error) {
                throw error;
            }
            throw e;
        }
    }

    @Override
    public void filterWrite(NextFilter next, IoSession session, WriteRequest request) throws Exception {
        if (lastInClear != null && request.getOriginalMessage() == lastInClear) {
            next.filterWrite(session, request);
        } else {
            super.filterWrite(next, session, request);
        }
    }
}
