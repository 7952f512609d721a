// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;

/**
 * Hands values to the desk as they come, and those that it could not deal with yet once more later. All of it is done
 * by the chores' thread.
 */
final class Arrivals {

    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    private final String fleet;
    private final DeliveryDesk desk;
    private final Outbox outbox;
    private final Chores chores;
    private final Duration again;
    private final Runnable send;
    private final Map<String, byte[]> later = new HashMap<>();
    private final Map<String, Report> reports = new ConcurrentHashMap<>();
    private boolean dealsAgain;

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

    /** What became of the last value of each profile. By any thread. */
    Map<String, Report> reports() {
        return Map.copyOf(reports);
    }

    private void dealAgain() {
        dealsAgain = false;
        Map.copyOf(later).forEach(this::take);
    }

    /** Takes a value. Blocks while the intake writes. */
    void take(String profile, byte[] value) {
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
            if (!dealsAgain) {
                dealsAgain = true;
                chores.after(again, this::dealAgain);
            }
        }
        try {
            outbox.keep(report);
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("fleet {}: what became of {} cannot be told: {}", fleet, report.profile(), e.getMessage());
        }
        chores.soon(send);
    }
}
