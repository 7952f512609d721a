// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;

/**
 * Keeps the handlers until the bundles have stopped; the JDK's manager closes them as soon as the process is told to
 * end. The JDK makes the one instance, by the class's name.
 */
public final class LastingLogManager extends LogManager {
    private volatile boolean lasting;

    @Override
    public void readConfiguration(InputStream input) throws IOException {
        lasting = false;
        super.readConfiguration(input);
        lasting = true;
    }

    /** Called by the JDK's shutdown hook too, which runs beside ours: too early then. */
    @Override
    public void reset() {
        if (!lasting) {
            super.reset();
        }
    }

    /** Writes out and closes the handlers. */
    void close() {
        lasting = false;
        reset();
    }
}
