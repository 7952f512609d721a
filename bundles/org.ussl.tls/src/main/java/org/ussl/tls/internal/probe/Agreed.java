// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.probe;

import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What two sides agreed on, noted at once: a session of Conscrypt's forgets it when its handshake fails.
 *
 * @param version the version of TLS
 * @param cipher the cipher suite
 */
record Agreed(String version, String cipher) {

    /** What a session says now; {@code null} for no session. */
    static @Nullable Agreed of(@Nullable SSLSession session) {
        return session == null ? null : new Agreed(session.getProtocol(), session.getCipherSuite());
    }
}
