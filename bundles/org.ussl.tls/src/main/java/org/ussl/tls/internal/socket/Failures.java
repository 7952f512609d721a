// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLEOFError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.internal.trust.VerificationFailure;

/**
 * Turns what the engine throws into errors that tell why and what to do. The engine's own exception stays as the cause.
 * JSSE tells an alert by its text only, hence the comparison of messages.
 */
public final class Failures {
    private static final String ALERT = "Received fatal alert: ";
    private static final Set<String> ABOUT_OUR_CERTIFICATE = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "certificate_required",
            "unknown_ca",
            "access_denied",
            "no_certificate");

    /** A peer that closes while we still write takes its own alert back: the network drops it. */
    private static final String MAYBE_REFUSED = "); it may refuse our certificate, see the peer's log";

    private Failures() {}

    /** What became of a handshake. */
    public static SSLError ofHandshake(IOException failure, String peer) {
        if (failure instanceof SSLException tls) {
            return translate(tls, peer);
        }
        if (failure instanceof EOFException) {
            return eof(failure, peer);
        }
        return new SSLError(
                Reason.HANDSHAKE_FAILURE,
                peer + ": broke the connection in the handshake (" + failure.getMessage() + MAYBE_REFUSED,
                peer,
                null,
                failure);
    }

    /** A connection that broke before the peer had said anything, and without an alert that would tell why. */
    static SSLError ofCut(IOException failure, String peer) {
        return new SSLEOFError(
                peer + ": cut the connection before it sent anything (" + failure.getMessage() + MAYBE_REFUSED,
                peer,
                failure);
    }

    /** What became of a read or write; what is no matter of TLS stays as it is. */
    public static IOException ofTransfer(IOException failure, String peer) {
        return failure instanceof SSLException tls ? translate(tls, peer) : failure;
    }

    private static SSLError translate(SSLException failure, String peer) {
        if (failure instanceof SSLError error) {
            return error;
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof VerificationFailure verification) {
                return new SSLCertVerificationError(
                        verification.reason(), peer + ": " + verification.getMessage(), peer, null, failure);
            }
            if (t instanceof EOFException) {
                return eof(failure, peer);
            }
        }
        String message = String.valueOf(failure.getMessage());
        int alert = message.indexOf(ALERT);
        if (alert >= 0) {
            return ofAlert(message.substring(alert + ALERT.length()), peer, failure);
        }
        if (message.contains("Empty client certificate chain") || message.contains("Empty server certificate chain")) {
            return new SSLCertVerificationError(
                    Reason.NO_PEER_CERTIFICATE,
                    peer + ": shows no certificate, and one is required",
                    peer,
                    null,
                    failure);
        }
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return new SSLError(
                    Reason.HANDSHAKE_FAILURE,
                    peer + ": does not speak TLS; is it the right port?",
                    peer,
                    null,
                    failure);
        }
        boolean handshake = failure instanceof SSLHandshakeException;
        return new SSLError(
                handshake ? Reason.HANDSHAKE_FAILURE : Reason.OTHER, peer + ": " + message, peer, null, failure);
    }

    private static SSLError ofAlert(String alert, String peer, SSLException failure) {
        String name = alert.trim().toLowerCase(Locale.ROOT);
        if (ABOUT_OUR_CERTIFICATE.contains(name)) {
            return new SSLError(
                    Reason.REFUSED_BY_PEER,
                    peer + ": refuses our certificate, or that we show none (" + name
                            + "); see the peer's log for its reason",
                    peer,
                    null,
                    failure);
        }
        return new SSLError(Reason.HANDSHAKE_FAILURE, peer + ": ended TLS with the alert " + name, peer, null, failure);
    }

    private static SSLError eof(IOException failure, @Nullable String peer) {
        return new SSLEOFError(peer + ": cut the connection without closing TLS", peer, failure);
    }
}
