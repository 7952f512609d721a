// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names that were found in servers' certificates, so that a resumed handshake need not read the same certificate for
 * the same name again. Whether a name is in a certificate depends on nothing else: neither on a date nor on what is
 * trusted. What was refused is not kept. Safe for use by many threads.
 */
public final class KnownNames {
    /** Servers that one gateway talks to, by far; whoever is forgotten is looked at again. */
    private static final int MOST = 256;

    private final Map<Found, Boolean> found = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Found, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Looks for a server's name in its certificate alone; for one that was verified in an earlier handshake.
     *
     * @param received the server's certificate, of any engine's class
     * @param host the name or address that was connected to; {@code null} never passes
     * @throws VerificationFailure if it is not there
     */
    public void require(X509Certificate received, @Nullable String host) throws VerificationFailure {
        Found asked = asked(received, host);
        synchronized (found) {
            if (found.get(asked) != null) {
                return;
            }
        }
        PeerVerifier.requireName(received, host);
        synchronized (found) {
            found.put(asked, true);
        }
    }

    private static Found asked(X509Certificate received, @Nullable String host) throws VerificationFailure {
        try {
            // By all its bytes: an engine's own idea of equal certificates is not relied on.
            return new Found(ByteBuffer.wrap(received.getEncoded()), host);
        } catch (CertificateEncodingException e) {
            throw PeerVerifier.unreadable(e);
        }
    }

    private record Found(ByteBuffer certificate, @Nullable String host) {}
}
