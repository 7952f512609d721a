// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsStatistics;

/**
 * The connections that are up, and counters. A connection costs one weak entry. It is taken out when it is closed, or
 * after the garbage collector has found that its user forgot it.
 */
public final class Ledger {
    private final Clock clock;
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Connection> forgotten = new ReferenceQueue<>();
    private final UnderWay underWay = new UnderWay();
    private final LongAdder fullHandshakes = new LongAdder();
    private final LongAdder resumedHandshakes = new LongAdder();
    private final LongAdder swapped = new LongAdder();
    private final LongAdder drained = new LongAdder();
    private final LongAdder untrusted = new LongAdder();
    private final Map<Reason, LongAdder> failed = new ConcurrentHashMap<>();

    /** Makes an empty one. */
    public Ledger(Clock clock) {
        this.clock = clock;
    }

    /** The handshakes of sockets that are not done. */
    public UnderWay underWay() {
        return underWay;
    }

    /** Enters a connection whose handshake is done. */
    Connection enter(Terms terms, Wire wire, boolean resumed) {
        purge();
        Connection connection = new Connection(terms, wire, resumed, clock.instant());
        Entry entry = new Entry(connection, forgotten);
        connection.enteredAs(entry);
        entries.add(entry);
        (resumed ? resumedHandshakes : fullHandshakes).increment();
        return connection;
    }

    /** Takes a connection out; once is enough, more does no harm. */
    public void leave(@Nullable Connection connection) {
        Entry entry = connection == null ? null : connection.entry();
        if (entry != null) {
            entries.remove(entry);
        }
    }

    /** Counts a handshake that failed. */
    public void failed(Reason reason) {
        failed.computeIfAbsent(reason, r -> new LongAdder()).increment();
    }

    void ended(Reason reason, boolean afterDraining) {
        LongAdder counter = reason == Reason.SWAPPED ? (afterDraining ? drained : swapped) : untrusted;
        counter.increment();
    }

    /** The connections that are up, oldest first; a copy. */
    public List<Connection> connections() {
        purge();
        List<Connection> live = new ArrayList<>();
        for (Entry entry : entries) {
            Connection connection = entry.get();
            if (connection != null) {
                live.add(connection);
            }
        }
        live.sort(Comparator.comparing(Connection::since));
        return live;
    }

    /** The counters of the moment. */
    public TlsStatistics statistics() {
        purge();
        Map<Reason, Long> failures = new EnumMap<>(Reason.class);
        failed.forEach((reason, count) -> failures.put(reason, count.sum()));
        return new TlsStatistics(
                fullHandshakes.sum(),
                resumedHandshakes.sum(),
                failures,
                entries.size(),
                swapped.sum(),
                drained.sum(),
                untrusted.sum(),
                failures.getOrDefault(Reason.BUSY, 0L));
    }

    private void purge() {
        for (Reference<?> gone = forgotten.poll(); gone != null; gone = forgotten.poll()) {
            entries.remove(gone);
        }
    }

    /** Where a connection stands. Compared as an object, so that it is found after its connection is gone. */
    static final class Entry extends WeakReference<Connection> {
        Entry(Connection connection, ReferenceQueue<Connection> forgotten) {
            super(connection, forgotten);
        }
    }
}
