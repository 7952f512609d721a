// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

/** A command cannot be done as it stands; the message says what to do. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(String message) {
        this(FleetTool.FAILED, message);
    }

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The tool's exit status. */
    int status() {
        return status;
    }
}
