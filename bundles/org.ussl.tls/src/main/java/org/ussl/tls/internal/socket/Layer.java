// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.live.Ledger;
import org.ussl.tls.internal.live.Swaps;
import org.ussl.tls.internal.profile.Policies;
import org.ussl.tls.spi.TlsEngine;

/** What the sockets ask of the service: TLS with the version that is in use now. */
public interface Layer {

    /** The context of the version in use; only for a single connection, because the next one may need another. */
    SSLContext currentContext(TlsOptions options) throws SSLError;

    /**
     * Puts TLS on a connected socket; does not shake hands.
     *
     * @param host the name that a client checks; {@code null} on a server
     * @param requestedName the name that the client asks for; {@code null} if there is none
     * @param peer host and port for messages
     */
    Engaged engage(
            Socket carrier, TlsOptions options, @Nullable String host, @Nullable String requestedName, String peer)
            throws IOException;

    /** What the operator demands of single profiles, at the moment. */
    Policies policies();

    /** How many handshakes of listeners' sockets are under way at once. */
    Admission admission();

    /** The engine for the next connection. */
    TlsEngine tlsEngine() throws SSLError;

    /** The connections that are up. */
    Ledger ledger();

    /** What a change of credentials means for them. */
    Swaps swaps();

    /**
     * An engine that has not started; as for sockets.
     *
     * @param host the name that a client checks, a hint for resumption on a server; {@code null} if there is none
     */
    EngagedEngine engage(
            TlsOptions options, @Nullable String host, int port, @Nullable String requestedName, String peer)
            throws SSLError;

    /** Bounds handshakes and closes. */
    Deadlines deadlines();
}
