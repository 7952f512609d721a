// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsService;

/**
 * The TLS service of the moment. Key stores, managers and contexts live as long as the software that has asked for
 * them, which is longer than one configuration of the TLS service; so they ask here at each use.
 */
final class CurrentTls {
    private volatile @Nullable TlsService service;

    /** There is one, or another one. */
    synchronized void set(TlsService newService) {
        service = newService;
    }

    /** It is gone, unless another one has taken its place. */
    synchronized void unset(TlsService oldService) {
        if (service == oldService) {
            service = null;
        }
    }

    /** There will not be one any more. */
    synchronized void end() {
        service = null;
    }

    /** Gives the service. */
    TlsService get() throws SSLError {
        TlsService now = service;
        if (now == null) {
            throw new SSLError(
                    SSLError.Reason.CREDENTIAL_MISSING,
                    "the TLS service of ussl is not there: the bundle org.ussl.tls or org.ussl.jca is stopped",
                    null,
                    null,
                    null);
        }
        return now;
    }
}
