// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.bc.internal;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps Bouncy Castle from writing every alert to the console with its stack trace: each of them reaches the caller as
 * an exception. A level that an operator has set stands.
 */
final class QuietLogging implements AutoCloseable {
    /** Held, because the JVM forgets a logger that nobody holds, and its level with it. */
    private final List<Logger> silenced;

    QuietLogging() {
        silenced = List.of(Logger.getLogger("org.bouncycastle.jsse"), Logger.getLogger("org.bouncycastle.tls")).stream()
                .filter(logger -> logger.getLevel() == null)
                .toList();
        silenced.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @Override
    public void close() {
        silenced.forEach(logger -> logger.setLevel(null));
    }
}
