// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import org.ussl.tls.TlsOptions;

/** Options for what JSSE makes: its sockets shake hands when asked to, not at connect. */
final class Lazily {

    private Lazily() {}

    static TlsOptions shakingHands(TlsOptions options) {
        return new TlsOptions(
                options.keyfile(),
                options.certfile(),
                options.serverSide(),
                options.certReqs(),
                options.caCerts(),
                options.serverHostname(),
                options.checkHostname(),
                options.protocols(),
                options.cipherSuites(),
                options.alpn(),
                options.handshakeTimeout(),
                false);
    }
}
