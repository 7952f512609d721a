// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What carries a connection: a socket, or an engine whose bytes somebody else moves. */
public interface Wire {

    /** The session of the moment. */
    SSLSession session();

    /** The application protocol that was agreed on; {@code null} if none was. */
    @Nullable
    String alpn();

    /** Whether this side demands a certificate, which its user may have set since a session was made. */
    boolean demandsCertificate();

    /**
     * Ends TLS and lets go of the network, as far as that is the wire's own. Called by a thread that is not the user's,
     * for many connections in a row: it does not wait for the peer.
     */
    void cut();
}
