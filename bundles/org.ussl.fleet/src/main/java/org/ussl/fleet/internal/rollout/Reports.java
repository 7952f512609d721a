// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.rollout;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ussl.fleet.internal.book.Bucket;
import org.ussl.fleet.internal.book.Bucket.Entry;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Report;

/** What the gateways say of one profile. Each report is opened once, because that costs a key agreement. */
final class Reports {

    private final Bucket bucket;
    private final PartyKeys own;
    private final String profile;
    private final Map<String, Opened> opened = new HashMap<>();

    Reports(Bucket bucket, PartyKeys own, String profile) {
        this.bucket = bucket;
        this.own = own;
        this.profile = profile;
    }

    private record Opened(long revision, Optional<Report> report) {}

    /** Reads what is new. */
    void read(Map<String, Enrolment> gateways) throws IOException, GeneralSecurityException {
        Map<String, Entry> all = bucket.all(Bucket.reports(profile));
        for (Enrolment gateway : gateways.values()) {
            String name = gateway.gateway().name();
            Entry entry = all.get(BucketKeys.report(name, profile));
            if (entry == null) {
                opened.remove(name);
            } else if (!opened.containsKey(name) || opened.get(name).revision != entry.revision()) {
                opened.put(name, new Opened(entry.revision(), open(entry.value(), gateway)));
            }
        }
    }

    /** What is no report of this gateway to this operator is none. */
    private Optional<Report> open(byte[] value, Enrolment gateway) throws GeneralSecurityException {
        try {
            return Optional.of(Report.open(value, own, bucket.fleet(), gateway.gateway(), profile));
        } catch (RefusedValueException e) {
            return Optional.empty();
        }
    }

    Optional<Report> of(String gateway) {
        Opened found = opened.get(gateway);
        return found == null ? Optional.empty() : found.report;
    }
}
