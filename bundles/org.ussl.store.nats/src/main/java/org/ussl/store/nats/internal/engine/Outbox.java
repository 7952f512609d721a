// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.Presence;
import org.ussl.store.nats.internal.sealing.Report;

/**
 * What a gateway says to its operators: reports, which wait on the disk until the engine has them, and its presence.
 */
final class Outbox {

    private final String fleet;
    private final PartyKeys keys;
    private final Supplier<? extends Collection<Party>> operators;
    private final ReportFolder unsent;
    private final String software;
    private final Clock clock;

    Outbox(
            String fleet,
            PartyKeys keys,
            Supplier<? extends Collection<Party>> operators,
            ReportFolder unsent,
            String software,
            Clock clock) {
        this.fleet = fleet;
        this.keys = keys;
        this.operators = operators;
        this.unsent = unsent;
        this.software = software;
        this.clock = clock;
    }

    /** Keeps a report, sealed, until it is sent; without anybody who may read it, there is nothing to keep. */
    void keep(Report report) throws IOException, GeneralSecurityException {
        Collection<Party> readers = operators.get();
        if (!readers.isEmpty()) {
            unsent.keep(report.profile(), report.seal(keys, readers));
        }
    }

    /** Sends what waits. Blocks on the engine. */
    void send(OpenBucket to) throws IOException, JetStreamApiException {
        for (String profile : unsent.profiles()) {
            Optional<byte[]> sealed = unsent.of(profile);
            if (sealed.isPresent()) {
                to.put(BucketKeys.report(keys.party().name(), profile), sealed.get());
                unsent.sent(profile, sealed.get());
            }
        }
    }

    /** Says that the gateway is there. Blocks on the engine. */
    void sayPresent(OpenBucket to) throws IOException, JetStreamApiException, GeneralSecurityException {
        Presence presence = new Presence(
                fleet,
                keys.party(),
                clock.instant(),
                software,
                to.connection().getServerInfo().getServerName());
        to.put(BucketKeys.seen(keys.party().name()), presence.sign(keys));
    }
}
