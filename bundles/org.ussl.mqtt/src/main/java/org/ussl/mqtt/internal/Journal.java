// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.util.List;

/** Where the {@link Outbox} keeps its messages over a restart. */
interface Journal {

    /** Keeps nothing. */
    Journal NONE = new Journal() {
        @Override
        public List<Outgoing> restore() {
            return List.of();
        }

        @Override
        public void keep(Outgoing outgoing) {}

        @Override
        public void discard(Outgoing outgoing) {}

        @Override
        public boolean keeps(Outgoing outgoing) {
            return false;
        }
    };

    /** The messages that were kept and not discarded, in order. */
    List<Outgoing> restore() throws IOException;

    /** Keeps a message; it survives a power cut when this returns. */
    void keep(Outgoing outgoing) throws IOException;

    /** Forgets a message. */
    void discard(Outgoing outgoing);

    /** Whether a message like this is kept. */
    boolean keeps(Outgoing outgoing);
}
