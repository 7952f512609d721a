// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPath;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLEOFError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.SSLHandshakeTimeout;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.live.FullHandshake;
import org.ussl.tls.internal.live.Terms;
import org.ussl.tls.internal.trust.VerificationFailure;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsFailure;
import org.ussl.tls.spi.TlsFailure.Kind;

/**
 * Turns what an engine throws into errors that tell why and what to do. The engine's own exception stays as the cause;
 * what it means, only that engine knows.
 */
public final class Failures {
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

    private final @Nullable TlsEngine engine;
    private final TlsOptions options;

    /**
     * For the failures of one connection.
     *
     * @param engine whose exceptions they are; {@code null} if it came to none
     * @param options what was asked of the connection
     */
    public Failures(@Nullable TlsEngine engine, TlsOptions options) {
        this.engine = engine;
        this.options = options;
    }

    /** What became of a handshake. */
    public SSLError ofHandshake(IOException failure, String peer) {
        SSLError told = translate(failure, peer, Reason.HANDSHAKE_FAILURE);
        return told != null
                ? told
                : new SSLError(
                        Reason.HANDSHAKE_FAILURE,
                        peer + ": broke the connection in the handshake (" + failure.getMessage() + MAYBE_REFUSED,
                        peer,
                        null,
                        failure);
    }

    /**
     * As {@link #ofHandshake(IOException, String)}, where our own key may be to blame.
     *
     * @param terms what the handshake was made under; {@code null} if it did not come so far
     * @param full whose key was asked; {@code null} if it did not come so far
     */
    SSLError ofHandshake(IOException failure, String peer, @Nullable Terms terms, @Nullable FullHandshake full) {
        GeneralSecurityException unsigned = full == null ? null : full.unsigned();
        if (unsigned == null || terms == null || failure instanceof SSLError) {
            return ofHandshake(failure, peer);
        }
        failure.addSuppressed(unsigned);
        CredentialPath key = terms.options().keyfile();
        return new SSLError(
                Reason.KEY_UNUSABLE,
                peer + ": our key " + key + " could not sign (" + unsigned.getMessage()
                        + "); see whether its store is there, or choose another engine if the key is of a kind that"
                        + " this one cannot use",
                peer,
                key,
                failure);
    }

    /**
     * A handshake that took too long.
     *
     * @param whole whether it is the time for all of it that is over, and not the one for a single read
     */
    SSLHandshakeTimeout ofDeadline(IOException failure, String peer, boolean whole) {
        return new SSLHandshakeTimeout(
                peer + ": no TLS handshake within "
                        + (whole ? options.handshakeTimeout().toMillis() + " ms" : "the socket's timeout"),
                peer,
                failure);
    }

    /** A connection that broke before the peer had said anything, and without an alert that would tell why. */
    SSLError ofCut(IOException failure, String peer) {
        return new SSLEOFError(
                peer + ": cut the connection before it sent anything (" + failure.getMessage() + MAYBE_REFUSED,
                peer,
                failure);
    }

    /** What became of a read or write; what is no matter of TLS stays as it is. */
    public IOException ofTransfer(IOException failure, String peer) {
        boolean handshake = failure instanceof SSLHandshakeException;
        SSLError told = translate(failure, peer, handshake ? Reason.HANDSHAKE_FAILURE : Reason.OTHER);
        return told != null ? told : failure;
    }

    /** Not every engine's exceptions are SSLExceptions; {@code null} for what is no matter of TLS. */
    private @Nullable SSLError translate(IOException failure, String peer, Reason otherwise) {
        if (failure instanceof SSLError error) {
            return error;
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof VerificationFailure verification) {
                return new SSLCertVerificationError(
                        verification.reason(),
                        peer + ": " + verification.getMessage(),
                        peer,
                        verification.credential(options.caCerts()),
                        failure);
            }
        }
        TlsFailure told = diagnose(failure);
        return switch (told.kind()) {
            case PEER_ALERT -> ofAlert(String.valueOf(told.alert()), peer, failure);
            case CUT -> eof(failure, peer);
            case NO_PEER_CERTIFICATE ->
                new SSLCertVerificationError(
                        Reason.NO_PEER_CERTIFICATE,
                        peer + ": shows no certificate, and one is required",
                        peer,
                        options.caCerts(),
                        failure);
            case NOT_TLS ->
                new SSLError(
                        Reason.HANDSHAKE_FAILURE,
                        peer + ": does not speak TLS; is it the right port?",
                        peer,
                        null,
                        failure);
            case PROTOCOL -> new SSLError(otherwise, peer + ": " + oneLine(failure.getMessage()), peer, null, failure);
            case OTHER -> null;
        };
    }

    /** BoringSSL's texts have several. */
    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private TlsFailure diagnose(IOException failure) {
        if (engine != null) {
            return engine.diagnose(failure);
        }
        return failure instanceof SSLException ? TlsFailure.of(Kind.PROTOCOL) : TlsFailure.OTHER;
    }

    private SSLError ofAlert(String name, String peer, IOException failure) {
        if (ABOUT_OUR_CERTIFICATE.contains(name)) {
            return new SSLError(
                    Reason.REFUSED_BY_PEER,
                    peer + ": refuses our certificate, or that we show none (" + name
                            + "); see the peer's log for its reason",
                    peer,
                    options.sniProfiles().isEmpty() ? options.certfile() : null, // Else nobody knows which one.
                    failure);
        }
        return new SSLError(Reason.HANDSHAKE_FAILURE, peer + ": ended TLS with the alert " + name, peer, null, failure);
    }

    private static SSLError eof(IOException failure, @Nullable String peer) {
        return new SSLEOFError(peer + ": cut the connection without closing TLS", peer, failure);
    }
}
