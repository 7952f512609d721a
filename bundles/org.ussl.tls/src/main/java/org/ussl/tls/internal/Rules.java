// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.net.Socket;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.ussl.socket.Protocol;
import org.ussl.socket.ProtocolSocket;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.engine.Engines;
import org.ussl.tls.internal.profile.Policies;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsFeature;

/** What is refused before anything is made: by the gateway's configuration, by the engine, by the kind of socket. */
final class Rules {
    private final Engines engines;
    private final Policies policies;

    Rules(Engines engines, Policies policies) {
        this.policies = policies;
        this.engines = engines;
    }

    /** What the engine cannot do, and what the gateway or a profile forbids. */
    void requireAllowed(TlsOptions options) throws SSLError {
        requireEngine(options, engines.current());
        policies.strengthened(options); // Again at each handshake, when they may be others.
    }

    static void requireWrappable(Socket socket) throws SSLError {
        if (socket instanceof SSLSocket) {
            throw unsupported("the socket is wrapped already");
        }
        if (socket instanceof ProtocolSocket marked && marked.protocol() != Protocol.SEC) {
            throw unsupported(
                    "the socket was made for " + marked.protocol() + "; ask the socket service for Protocol.SEC");
        }
    }

    static SSLError unsupported(String message) {
        return new SSLError(Reason.UNSUPPORTED, "unsupported: " + message, null, null, null);
    }

    /** What the engine of the moment cannot do is refused here; the one that shakes hands looks again. */
    private static void requireEngine(TlsOptions options, TlsEngine engine) throws SSLError {
        requireKnown("protocols", options.protocols(), SSLParameters::getProtocols, engine);
        requireKnown("cipherSuites", options.cipherSuites(), SSLParameters::getCipherSuites, engine);
        if (!options.groups().isEmpty() && !engine.features().contains(TlsFeature.GROUPS)) {
            throw unsupported("groups with the engine " + engine.name() + " on Java "
                    + Runtime.version().feature() + "; docs/engines.md tells which engine can");
        }
    }

    private static void requireKnown(
            String option, List<String> names, Function<SSLParameters, String[]> known, TlsEngine engine)
            throws SSLError {
        if (names.isEmpty()) {
            return; // Asking the engine costs each connection something.
        }
        List<String> supported = List.of(known.apply(engine.supportedParameters()));
        for (String name : names) {
            if (!supported.contains(name)) {
                throw unsupported(option + "=" + name + " with the engine " + engine.name() + "; it has "
                        + String.join(", ", supported));
            }
        }
    }
}
