// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

/** Why the demo did not pass. */
final class DemoFailure extends Exception {
    private static final long serialVersionUID = 1L;

    DemoFailure(String reason) {
        super(reason);
    }
}
