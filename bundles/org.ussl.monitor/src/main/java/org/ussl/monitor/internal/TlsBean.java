// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ussl.tls.TlsStatistics;

/** Reads the TLS service's counters, each time anew. */
final class TlsBean implements TlsMXBean {

    private static final TlsStatistics NOTHING = new TlsStatistics(0, 0, Map.of(), 0, 0, 0, 0, 0);

    private final Supplier<Sources> sources;

    TlsBean(Supplier<Sources> sources) {
        this.sources = sources;
    }

    private TlsStatistics now() {
        return sources.get().statistics().orElse(NOTHING);
    }

    @Override
    public long getFullHandshakes() {
        return now().fullHandshakes();
    }

    @Override
    public long getResumedHandshakes() {
        return now().resumedHandshakes();
    }

    @Override
    public double getResumedShare() {
        TlsStatistics now = now();
        long all = now.fullHandshakes() + now.resumedHandshakes();
        return all == 0 ? 0 : (double) now.resumedHandshakes() / all;
    }

    @Override
    public long getFailedHandshakes() {
        return now().failedHandshakes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public Map<String, Long> getFailedHandshakesByReason() {
        Map<String, Long> failures = new TreeMap<>();
        now().failedHandshakes().forEach((reason, count) -> failures.put(Tally.word(reason), count));
        return failures;
    }

    @Override
    public long getRefusedBusy() {
        return now().refusedBusy();
    }

    @Override
    public long getConnections() {
        return now().live();
    }

    @Override
    public long getClosedBySwap() {
        return now().closedBySwap();
    }

    @Override
    public long getDrained() {
        return now().drained();
    }

    @Override
    public long getClosedUntrusted() {
        return now().closedUntrusted();
    }
}
