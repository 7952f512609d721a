// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

/** A command cannot do what it is asked; the message tells the operator why, and what to do. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
