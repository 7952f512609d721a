// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An application's own question about a peer, asked after all other checks have passed: it can refuse a peer, and never
 * let one in. Options are equal only if they hold the same object; sessions resume only between equal options, and
 * where one resumes the question was asked in the handshake that made it.
 */
@ConsumerType
@FunctionalInterface
public interface PeerCheck {

    /**
     * Looks at a peer. Called in the thread that shakes hands, and in one of the service's when a change of trust makes
     * it verify the peers of connections that are up; must not block for long.
     *
     * @param chain the verified chain, the peer's own certificate first, the trust anchor last
     * @throws SSLCertVerificationError to refuse the peer
     */
    void check(List<X509Certificate> chain) throws SSLCertVerificationError;
}
