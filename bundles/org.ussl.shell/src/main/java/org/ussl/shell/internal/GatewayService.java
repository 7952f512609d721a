// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import org.jspecify.annotations.Nullable;

/** A service that may be exchanged at any time; without one, commands say what is missing. */
final class GatewayService {

    private GatewayService() {}

    /** The service, if it is there. */
    static <T> T require(@Nullable T service, String what) throws Refusal {
        if (service == null) {
            throw new Refusal(what + " is not running; ussl:doctor tells why");
        }
        return service;
    }
}
