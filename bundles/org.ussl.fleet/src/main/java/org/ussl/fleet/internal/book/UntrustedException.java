// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.book;

import org.jspecify.annotations.Nullable;

/** What the engine shows is not what an operator has put there. Nothing of it is used. */
public final class UntrustedException extends Exception {

    private static final long serialVersionUID = 1L;

    UntrustedException(String message) {
        this(message, null);
    }

    UntrustedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
