// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.shell;

/** A command has ended with another exit status than 0. Why, it has said on the session's screen. */
final class FailedCommandException extends Exception {

    private static final long serialVersionUID = 1L;

    FailedCommandException(String command, int status) {
        super("fleet " + command + ": exit status " + status);
    }
}
