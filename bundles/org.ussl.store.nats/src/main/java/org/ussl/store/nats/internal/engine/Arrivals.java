// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Connection;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;

/**
 * Hands values to the desk as they come, in the thread that brings them, and those that it could not deal with yet once
 * more later. Safe for use by many threads, which take turns.
 */
final class Arrivals {

    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    private final String fleet;
    private final DeliveryDesk desk;
    private final Outbox outbox;
    private final Chores chores;
    private final Duration again;
    private final Runnable send;
    private final Map<String, byte[]> later = new HashMap<>(); // guarded by this
    private final Map<String, Report> reports = new ConcurrentHashMap<>();
    private @Nullable Connection present; // guarded by this

    /**
     * Makes one.
     *
     * @param again after how long a value that could not be dealt with is given to the desk once more
     * @param send is to be done, as a chore, when there is something to report
     */
    Arrivals(String fleet, DeliveryDesk desk, Outbox outbox, Chores chores, Duration again, Runnable send) {
        this.fleet = fleet;
        this.desk = desk;
        this.outbox = outbox;
        this.chores = chores;
        this.again = again;
        this.send = send;
    }

    /**
     * Whose values are taken from now on. What a connection that was given up still brings is let go: it may be older
     * than what the present one has brought already, and would be reported as an engine that went back.
     */
    synchronized void follow(@Nullable Connection connection) {
        present = connection;
    }

    /** What became of the last value of each profile. Waits for nothing. */
    Map<String, Report> reports() {
        return Map.copyOf(reports);
    }

    /** Takes what a connection brings. Blocks while the intake writes. */
    synchronized void take(Connection source, String profile, byte[] value) {
        if (present == source) {
            deal(profile, value);
        }
    }

    private synchronized void dealAgain() {
        Map.copyOf(later).forEach(this::deal);
    }

    private void deal(String profile, byte[] value) {
        later.remove(profile);
        desk.take(profile, value, outbox::keep).ifPresent(report -> told(report, value));
    }

    private void told(Report report, byte[] value) {
        Report before = reports.put(report.profile(), report);
        // What is tried again and again is told once.
        if (before == null || !before.message().equals(report.message())) {
            if (report.outcome() == Outcome.REFUSED || report.outcome() == Outcome.LATER) {
                LOG.warn("fleet {}: {}", fleet, report.message());
            } else {
                LOG.info("fleet {}: {}", fleet, report.message());
            }
        }
        if (report.outcome() == Outcome.LATER) {
            later.put(report.profile(), value);
            chores.after(again, this::dealAgain);
        }
        try {
            outbox.keep(report);
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("fleet {}: what became of {} cannot be told: {}", fleet, report.profile(), e.getMessage());
        }
        chores.soon(send);
    }
}
