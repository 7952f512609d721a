// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.Map;

/** {@code org.ussl:type=Tls}: what the TLS service has done since it started. All is 0 while there is none. */
public interface TlsMXBean {

    /** Handshakes in which certificates were exchanged. */
    long getFullHandshakes();

    /** Handshakes that resumed a session. */
    long getResumedHandshakes();

    /** The share of resumed ones among the handshakes that came about, 0 to 1. */
    double getResumedShare();

    /** Handshakes that failed. */
    long getFailedHandshakes();

    /** The same by reason; those that never occurred are missing. */
    Map<String, Long> getFailedHandshakesByReason();

    /** Handshakes that were refused because too many were under way; they are among the failed ones. */
    long getRefusedBusy();

    /** Connections that are up. */
    long getConnections();

    /** Connections that were closed by a change of credentials, as their swap policy says. */
    long getClosedBySwap();

    /** Connections that were closed at the end of the time that their swap policy gives them. */
    long getDrained();

    /** Connections that were closed because their peer is not trusted any more. */
    long getClosedUntrusted();
}
