// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An upload was refused, and nothing has changed. The message is one line that tells an operator what is wrong with the
 * file and what to do; it holds nothing of a key.
 */
public class CredentialRejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why an upload was refused. */
    public enum Reason {
        /** There is nothing in it. */
        EMPTY,
        /** It is larger than the configured bound. */
        TOO_LARGE,
        /** It is neither PEM nor DER, or broken off, or has bytes behind its end. */
        MALFORMED,
        /** A certificate was expected. */
        NOT_A_CERTIFICATE,
        /** A private key was expected. */
        NOT_A_PRIVATE_KEY,
        /** A revocation list was expected. */
        NOT_A_CRL,
        /** A certificate was expected that may sign others. */
        NOT_A_CA,
        /** The certificates do not form one chain. */
        BROKEN_CHAIN,
        /** No CA of the profile has signed the revocation list. */
        UNKNOWN_ISSUER,
        /** The certificate is no longer valid. */
        EXPIRED,
        /** The certificate is valid only later. */
        NOT_YET_VALID,
        /**
         * The key is too short, or a signature is made with a broken hash; see the configuration's {@code allowWeak}.
         */
        WEAK,
        /** The certificate may not be used for TLS. */
        WRONG_USAGE,
        /** The key's algorithm, curve or encryption is not supported. */
        UNSUPPORTED,
        /** The key is encrypted, and the passphrase is missing or wrong. */
        PASSPHRASE,
        /** Key and certificate do not belong together. */
        MISMATCH,
        /** There is no store, or it could not write; the same upload may succeed later. */
        STORE_UNAVAILABLE
    }

    private final Reason reason;

    /**
     * Makes a refusal.
     *
     * @param reason why
     * @param message one line for the operator
     */
    public CredentialRejectedException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * Makes a refusal that something else caused.
     *
     * @param reason why
     * @param message one line for the operator
     * @param cause what was caught, free of key material; {@code null} if nothing was
     */
    public CredentialRejectedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /**
     * Why the upload was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Whether the same upload may succeed later.
     *
     * @return true if the fault lies with the gateway and not with the file
     */
    public boolean isTemporary() {
        return reason == Reason.STORE_UNAVAILABLE;
    }
}
