// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Options;
import java.io.IOException;

/** The way to the engine: where it is, how it is spoken to, and how to log in there. */
@FunctionalInterface
public interface Line {

    /**
     * Says how to connect. Asked for each attempt, so that what has changed in the meantime counts.
     *
     * @return servers, TLS and log-in; the rest is the caller's
     * @throws IOException if there is no way at the moment, and why
     */
    Options.Builder options() throws IOException;
}
