// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** The token cannot be reached, or has not what it should have. The message is for an operator. */
final class TokenException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    TokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
