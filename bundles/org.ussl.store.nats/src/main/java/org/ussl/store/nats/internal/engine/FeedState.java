// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import java.time.Instant;
import java.util.Map;
import org.ussl.store.nats.internal.sealing.Report;

/**
 * What a feed tells to an operator who looks.
 *
 * @param connected whether the engine is there and can be read from
 * @param where the server that it is connected to, or why it is not
 * @param since since when that is so
 * @param reports what became of the last value of each profile that came since the start
 */
public record FeedState(boolean connected, String where, Instant since, Map<String, Report> reports) {

    /** Keeps a copy of the reports. */
    public FeedState {
        reports = Map.copyOf(reports);
    }
}
