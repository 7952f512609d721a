// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import org.ussl.testing.fleet.GatewayProcess.Point;

/** Needs Debian's nats-server; skipped without it. */
class GatewayKillTest {
    @TempDir
    Path folder;

    private final SoftwareKeys keys = SoftwareKeys.generate("gw-1");
    private Cluster cluster;
    private Fleet fleet;
    private Place place;
    private Process gateway;

    GatewayKillTest() throws Exception {}

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.start(Files.createDirectories(folder.resolve("cluster")));
        fleet = Fleet.create(cluster);
        place = new Place(Files.createDirectories(folder.resolve("gateway")));
        Files.write(place.root().resolve("keys"), keys.save(GatewayProcess.PASSPHRASE.toCharArray()));
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) {
            gateway.destroyForcibly().waitFor();
        }
        if (fleet != null) {
            fleet.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private void startGateway(Point point) throws Exception {
        gateway = GatewayProcess.start(place.root(), fleet.operator().party(), point, cluster.urls(0));
    }

    private void kill() throws Exception {
        gateway.destroyForcibly().waitFor();
    }

    @Test
    void aGatewayThatIsKilledAnywhereInADeliveryHasTheOldOrTheNewAndThenTheNew() throws Exception {
        startGateway(Point.NEVER);
        GatewayProcess.awaitPoint(gateway, place.root(), Point.NEVER);
        fleet.push(keys.party());
        fleet.awaitReport(keys.party());
        kill();

        long revision = 1;
        for (Point point : new Point[] {Point.BEGUN, Point.COMMITTED, Point.TAKEN}) {
            fleet.push(keys.party());
            startGateway(point);
            GatewayProcess.awaitPoint(gateway, place.root(), point);
            kill();
            try (SealedFileStore store = place.store()) {
                fleet.assertNothingStrange(keys.party(), store);
                assertThat(store.current(Fleet.PROFILE).orElseThrow().revision())
                        .as("killed when it was %s", point)
                        .isEqualTo(point == Point.BEGUN ? revision : revision + 1);
            }

            startGateway(Point.NEVER);
            fleet.awaitReport(keys.party());
            kill();
            revision++;
            try (SealedFileStore store = place.store()) {
                fleet.awaitInUse(keys.party(), store);
                assertThat(store.current(Fleet.PROFILE).orElseThrow().revision())
                        .as("applied once")
                        .isEqualTo(revision);
            }
        }
    }
}
