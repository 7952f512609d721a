// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPath;

/** TLS could not do what was asked. {@link #reason()} tells why, the message what to do about it. */
public class SSLError extends SSLException {

    private static final long serialVersionUID = 1L;

    /** Why TLS failed. Some reasons have the number under which users of the original know them. */
    public enum Reason {
        /** The peer's certificate is not signed by what we trust. */
        UNTRUSTED(155),
        /** A certificate of the peer is no longer valid. */
        EXPIRED(461),
        /** A certificate of the peer is not valid yet. */
        NOT_YET_VALID(461),
        /** The dates do not fit because this machine's clock was never set. */
        CLOCK_NOT_SET(461),
        /** The peer's certificate is for another name. */
        HOSTNAME_MISMATCH(155),
        /** A certificate of the peer is revoked. */
        REVOKED(155),
        /** A certificate of the peer is not meant for this use. */
        WRONG_USAGE(155),
        /** A certificate of the peer is too weak: a short key, or an outdated signature. */
        TOO_WEAK(155),
        /** None of the peer's certificates has a pinned key. */
        NOT_PINNED(155),
        /** It is not known whether a certificate of the peer is revoked, and crlMode is HARD. */
        REVOCATION_UNKNOWN(155),
        /** The application's own check refuses the peer. */
        REFUSED_BY_CHECK(155),
        /** The peer showed no certificate where one is required. */
        NO_PEER_CERTIFICATE(340),
        /** The peer refused our certificate, or that there was none. */
        REFUSED_BY_PEER(340),
        /** Nothing in common, or the peer does not speak TLS. */
        HANDSHAKE_FAILURE(340),
        /** The handshake took longer than it may. */
        HANDSHAKE_TIMEOUT(462),
        /** The peer has closed TLS properly; there is no more to read. */
        ZERO_RETURN(452),
        /** The connection ended without a proper close. */
        EOF(452),
        /** The connection was closed because its credentials were replaced; {@link SwapPolicy} said so. */
        SWAPPED(-1),
        /** Too many other handshakes were under way until the deadline. */
        BUSY(460),
        /** A credential that the options name is not there. */
        CREDENTIAL_MISSING(454),
        /** Our own key could not sign: its store has stopped, or cannot reach it. */
        KEY_UNUSABLE(458),
        /** The kind of socket, or the option, is not supported. */
        UNSUPPORTED(-1),
        /** The gateway's configuration forbids it. */
        FORBIDDEN(-1),
        /** Anything else; the cause tells. */
        OTHER(-1);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /**
         * The original's error number.
         *
         * @return the number; empty if the original had none
         */
        public OptionalInt code() {
            return code < 0 ? OptionalInt.empty() : OptionalInt.of(code);
        }
    }

    private final Reason reason;
    private final @Nullable String peer;
    private final @Nullable CredentialPath credentialPath;

    /**
     * Makes an error.
     *
     * @param reason why
     * @param message one line that tells what to do
     * @param peer host and port of the peer; {@code null} if there is none yet
     * @param credentialPath the credential it is about; {@code null} if it is about none
     * @param cause the engine's own exception; {@code null} if there is none
     */
    public SSLError(
            Reason reason,
            String message,
            @Nullable String peer,
            @Nullable CredentialPath credentialPath,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.peer = peer;
        this.credentialPath = credentialPath;
    }

    /**
     * Why TLS failed.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * The other side.
     *
     * @return host and port; empty if there is none yet
     */
    public Optional<String> peer() {
        return Optional.ofNullable(peer);
    }

    /**
     * The credential that it is about.
     *
     * @return its path; empty if it is about none
     */
    public Optional<CredentialPath> credentialPath() {
        return Optional.ofNullable(credentialPath);
    }
}
