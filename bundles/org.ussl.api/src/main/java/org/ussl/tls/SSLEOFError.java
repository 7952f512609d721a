// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import org.jspecify.annotations.Nullable;

/** The connection ended without TLS' own close: cut off by the network, or by an attacker. */
public class SSLEOFError extends SSLError {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an error.
     *
     * @param message one line that tells what to do
     * @param peer host and port of the peer; {@code null} if it is not known
     * @param cause the engine's own exception; {@code null} if there is none
     */
    public SSLEOFError(String message, @Nullable String peer, @Nullable Throwable cause) {
        super(Reason.EOF, message, peer, null, cause);
    }
}
