// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.nats.internal.engine.Chores;
import org.ussl.store.nats.internal.engine.FleetBucket;
import org.ussl.store.nats.internal.sealing.Report.Outcome;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import org.ussl.testing.engine.NatsServer;
import org.ussl.testing.engine.Relay;
import org.ussl.testing.pki.Identity;

/**
 * A gateway at the edge, on a leaf node that has nothing of its own; the bucket is in the hub. Needs Debian's
 * nats-server; skipped without it.
 */
class LeafNodeTest {
    private static final String FLEET = "plant";
    private static final String PROFILE = "line-3";

    @TempDir
    Path folder;

    private final SoftwareKeys keys = SoftwareKeys.generate("gw-1");
    private final Operator operator = new Operator(FLEET, SoftwareKeys.generate("alice"));
    private KeyValue bucket;

    LeafNodeTest() throws Exception {}

    @Test
    void takesWhatWasPutInTheHubWhileTheLeafWasCutOff() throws Exception {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        Place place = new Place(folder("gateway"));
        try (NatsServer hub = NatsServer.startHub(folder("hub"));
                Relay link = new Relay();
                NatsServer leaf = NatsServer.startLeaf(folder("leaf"), link.port());
                Connection connection = Nats.connect(new Options.Builder()
                        .server(hub.url())
                        .connectionTimeout(Duration.ofSeconds(60))
                        .build());
                SealedFileStore store = place.store();
                SimulatedGateway gateway = new SimulatedGateway(
                        FLEET,
                        keys,
                        () -> List.of(operator.party()),
                        store,
                        place.marks(),
                        place.reports(),
                        Fleet.PRESENCE,
                        Chores::threads)) {
            connection.keyValueManagement().create(FleetBucket.of(FLEET).build());
            bucket = connection.keyValue(FLEET);
            gateway.connect(() -> new Options.Builder().server(leaf.url()));
            link.to(hub.leafPort());
            Identity first = operator.issue(keys.party());
            long revision = operator.put(bucket, operator.seal(keys.party(), PROFILE, 1, 0, first), 0);
            awaitTaken(1);

            link.away();
            Identity second = operator.issue(keys.party());
            operator.put(bucket, operator.seal(keys.party(), PROFILE, 2, 1, second), revision);
            assertThat(store.current(PROFILE).orElseThrow().chain()).isEqualTo(first.chain());
            link.to(hub.leafPort());

            awaitTaken(2);
            assertThat(store.current(PROFILE).orElseThrow().chain()).isEqualTo(second.chain());
            assertThat(store.current(PROFILE).orElseThrow().revision()).isEqualTo(2);
        }
    }

    private void awaitTaken(long number) throws Exception {
        Fleet.awaitThat(
                () -> "delivery " + number + " is in use",
                () -> operator.report(bucket, keys.party(), PROFILE)
                        .filter(report -> report.taken() == number && report.outcome() == Outcome.IN_USE)
                        .isPresent());
    }

    private Path folder(String name) throws Exception {
        return Files.createDirectories(folder.resolve(name));
    }
}
