// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.live.Ledger;
import org.ussl.tls.internal.live.Swaps;
import org.ussl.tls.spi.TlsEngine;

/** What the sockets ask of the service: TLS with the version that is in use now. */
public interface Layer {

    /** The context of the version in use; only for a single connection, because the next one may need another. */
    SSLContext currentContext(TlsOptions options) throws SSLError;

    /**
     * Puts TLS on a connected socket; does not shake hands.
     *
     * @param host the name that a client checks; {@code null} on a server
     * @param peer host and port for messages
     */
    Engaged engage(Socket plain, TlsOptions options, @Nullable String host, boolean autoClose, String peer)
            throws IOException;

    /** The engine for the next connection. */
    TlsEngine tlsEngine() throws SSLError;

    /** The connections that are up. */
    Ledger ledger();

    /** What a change of credentials means for them. */
    Swaps swaps();

    /** An engine that has not started. */
    SSLEngine newEngine(TlsOptions options, @Nullable String peerHost, int peerPort) throws SSLError;

    /** Bounds handshakes and closes. */
    Deadlines deadlines();
}
