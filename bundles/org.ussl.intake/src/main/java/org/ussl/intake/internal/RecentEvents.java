// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ussl.credential.AuditEvent;
import org.ussl.credential.Origin;

/** The last events of the audit trail, in memory: a page that shows them must not read a log file each second. */
final class RecentEvents {

    private final int kept;
    private final Deque<AuditEvent> newestFirst = new ArrayDeque<>(); // guarded by this

    RecentEvents(int kept) {
        this.kept = kept;
    }

    /** Takes an event as the log writes it, and gives it as others see it. */
    AuditEvent add(Map<String, Object> logged) {
        Map<String, String> details = new LinkedHashMap<>();
        logged.forEach((name, value) -> details.put(name, String.valueOf(value)));
        AuditEvent event = new AuditEvent(
                Instant.parse(taken(details, "time")),
                taken(details, "event"),
                taken(details, "outcome"),
                Optional.ofNullable(details.remove("profile")),
                new Origin(taken(details, "user"), taken(details, "transport"), taken(details, "address")),
                details);
        synchronized (this) {
            newestFirst.addFirst(event);
            if (newestFirst.size() > kept) {
                newestFirst.removeLast();
            }
        }
        return event;
    }

    synchronized List<AuditEvent> newest(int max) {
        return newestFirst.stream().limit(max).toList();
    }

    private static String taken(Map<String, String> details, String name) {
        String value = details.remove(name);
        return value == null ? "" : value;
    }
}
