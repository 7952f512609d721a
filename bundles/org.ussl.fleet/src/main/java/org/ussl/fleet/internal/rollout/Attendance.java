// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.rollout;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.ussl.fleet.internal.book.Bucket;
import org.ussl.fleet.internal.book.Bucket.Entry;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.sealing.Presence;
import org.ussl.store.nats.internal.sealing.RefusedValueException;

/** When each gateway was there last, by what it has signed. Each signature is verified once. */
public final class Attendance {

    private final Bucket bucket;
    private final Map<String, Seen> opened = new HashMap<>();

    /**
     * Makes one.
     *
     * @param bucket the fleet's bucket
     */
    public Attendance(Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * Whether a gateway is there.
     *
     * @param seen when it was there last
     * @param now the time
     * @return true if it has not missed to say so more than once
     */
    public static boolean isThere(Instant seen, Instant now) {
        return !seen.isBefore(now.minus(Tally.ABSENCE));
    }

    private record Seen(long revision, Instant at) {}

    /**
     * Reads it.
     *
     * @param gateways whose signatures count
     * @return by gateway; none for one that was never there
     * @throws IOException if the engine does not answer
     * @throws GeneralSecurityException if the JDK cannot verify signatures
     */
    public Map<String, Instant> read(Map<String, Enrolment> gateways) throws IOException, GeneralSecurityException {
        Map<String, Entry> all = bucket.all(BucketKeys.presences());
        Map<String, Instant> seen = new HashMap<>();
        for (Map.Entry<String, Enrolment> each : gateways.entrySet()) {
            String name = each.getKey();
            Entry entry = all.get(BucketKeys.seen(name));
            if (entry == null) {
                continue;
            }
            Seen known = opened.get(name);
            if (known == null || known.revision != entry.revision()) {
                known = new Seen(entry.revision(), open(entry, each.getValue()));
                opened.put(name, known);
            }
            if (known.at.isAfter(Instant.EPOCH)) {
                seen.put(name, known.at);
            }
        }
        return seen;
    }

    /** A gateway whose clock goes ahead was not there later than its word has come. */
    private Instant open(Entry entry, Enrolment gateway) throws GeneralSecurityException {
        try {
            Instant at = Presence.open(entry.value(), bucket.fleet(), gateway.gateway())
                    .at();
            return at.isBefore(entry.at()) ? at : entry.at();
        } catch (RefusedValueException e) {
            return Instant.EPOCH;
        }
    }
}
