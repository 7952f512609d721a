// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPath;

/** The peer's certificate does not verify; {@link #reason()} tells which check failed. */
public class SSLCertVerificationError extends SSLError {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an error.
     *
     * @param reason why
     * @param message one line that tells what to do
     * @param peer host and port of the peer; {@code null} if there is none yet
     * @param credentialPath the credential it is about; {@code null} if it is about none
     * @param cause the engine's own exception; {@code null} if there is none
     */
    public SSLCertVerificationError(
            Reason reason,
            String message,
            @Nullable String peer,
            @Nullable CredentialPath credentialPath,
            @Nullable Throwable cause) {
        super(reason, message, peer, credentialPath, cause);
    }
}
