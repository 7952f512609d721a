// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store could not read or write. The message names what and what to do; it holds nothing of a key. */
public class CredentialStoreException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message one line for an operator
     * @param cause what was caught, free of key material; {@code null} if nothing was
     */
    public CredentialStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
