// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;

/**
 * Remembers, where the engine cannot reach it, which delivery was taken last for each profile. Calls for one profile
 * take turns.
 */
public interface Marks {

    /**
     * The last one.
     *
     * @param profile the profile's name
     * @return its mark; {@link Mark#NONE} if nothing was ever taken
     * @throws IOException if it cannot be told; nothing may be taken then
     */
    Mark last(String profile) throws IOException;

    /**
     * Remembers another one; durable when it returns.
     *
     * @param profile the profile's name
     * @param mark what was taken
     * @throws IOException if it could not be written
     */
    void remember(String profile, Mark mark) throws IOException;
}
