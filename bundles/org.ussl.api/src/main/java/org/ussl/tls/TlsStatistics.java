// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.util.Map;

/**
 * What the service has done since it started, and how many connections are up. The numbers are read one after the other
 * while connections come and go, so they need not add up to the last one.
 *
 * @param fullHandshakes handshakes in which certificates were exchanged
 * @param resumedHandshakes handshakes that resumed a session
 * @param failedHandshakes handshakes that failed, by why; a reason that never occurred is missing
 * @param live connections that are up now; one that its user forgot without closing it counts until the garbage
 *     collector has found it
 * @param closedBySwap connections that {@link SwapPolicy#CLOSE} has closed
 * @param drained connections that {@link SwapPolicy#drain} has closed when their time was over
 * @param closedUntrusted connections that were closed because their peer did not verify any more after a change of
 *     trust or of a revocation list
 * @param refusedBusy handshakes of servers that were refused because too many others were under way until their
 *     deadline; they also count as failed
 */
public record TlsStatistics(
        long fullHandshakes,
        long resumedHandshakes,
        Map<SSLError.Reason, Long> failedHandshakes,
        long live,
        long closedBySwap,
        long drained,
        long closedUntrusted,
        long refusedBusy) {

    /** Keeps a copy of the map. */
    public TlsStatistics {
        failedHandshakes = Map.copyOf(failedHandshakes);
    }
}
