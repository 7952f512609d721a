// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an engine's exception means.
 *
 * @param kind what happened
 * @param alert the alert's name in the spelling of RFC 8446, section 6, such as {@code bad_certificate}; {@code null}
 *     if the peer sent none
 */
public record TlsFailure(Kind kind, @Nullable String alert) {

    /** No matter of TLS, as far as the engine knows. */
    public static final TlsFailure OTHER = new TlsFailure(Kind.OTHER, null);

    /** What happened. */
    public enum Kind {
        /** The peer ended TLS with an alert. */
        PEER_ALERT,
        /** The peer showed no certificate where one is required. */
        NO_PEER_CERTIFICATE,
        /** What came is not TLS. */
        NOT_TLS,
        /** The connection ended without a proper close of TLS. */
        CUT,
        /** TLS failed for another reason; the exception's message tells it. */
        PROTOCOL,
        /** No matter of TLS, such as a network that broke. */
        OTHER
    }

    /** Checks that there is an alert just where one was sent. */
    public TlsFailure {
        Objects.requireNonNull(kind, "kind");
        if ((kind == Kind.PEER_ALERT) != (alert != null)) {
            throw new IllegalArgumentException("alert: " + alert + " does not go with " + kind);
        }
    }

    /**
     * An alert of the peer.
     *
     * @param name its name, such as {@code unknown_ca}
     * @return the failure
     */
    public static TlsFailure ofAlert(String name) {
        return new TlsFailure(Kind.PEER_ALERT, name);
    }

    /**
     * A failure without an alert.
     *
     * @param kind any but {@link Kind#PEER_ALERT}
     * @return the failure
     */
    public static TlsFailure of(Kind kind) {
        return new TlsFailure(kind, null);
    }
}
