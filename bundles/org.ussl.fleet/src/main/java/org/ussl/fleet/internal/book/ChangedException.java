// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.book;

/** Somebody else has changed a key in the meantime, and nothing was written over it. */
public final class ChangedException extends Exception {

    private static final long serialVersionUID = 1L;

    ChangedException(String key, Throwable cause) {
        super(key + ": another operator has changed it in the meantime; look at it and try again", cause);
    }
}
