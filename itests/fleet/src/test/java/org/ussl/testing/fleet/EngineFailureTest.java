// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.nats.internal.engine.Chores;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;

/** Needs Debian's nats-server; skipped without it. */
class EngineFailureTest {
    private static final int GATEWAYS = 3;

    @TempDir
    Path folder;

    private final List<PartyKeys> keys = new ArrayList<>();
    private final List<SealedFileStore> stores = new ArrayList<>();
    private final List<SimulatedGateway> gateways = new ArrayList<>();
    private Cluster cluster;
    private Fleet fleet;

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.start(Files.createDirectories(folder.resolve("cluster")));
        fleet = Fleet.create(cluster);
        for (int i = 0; i < GATEWAYS; i++) {
            keys.add(SoftwareKeys.generate("gw-" + i));
            stores.add(new Place(home(i)).store());
            gateways.add(gateway(i));
        }
    }

    private Path home(int number) throws Exception {
        return Files.createDirectories(folder.resolve("gw-" + number));
    }

    /** Connected, to one server after the other. */
    private SimulatedGateway gateway(int number) throws Exception {
        SimulatedGateway gateway = new SimulatedGateway(
                Fleet.NAME,
                keys.get(number),
                () -> List.of(fleet.operator().party()),
                stores.get(number),
                new Place(home(number)).marks(),
                new Place(home(number)).reports(),
                Fleet.PRESENCE,
                Chores::threads);
        gateway.connect(() -> Fleet.options(cluster, number % Cluster.SIZE));
        return gateway;
    }

    @AfterEach
    void stop() throws Exception {
        for (SimulatedGateway gateway : gateways) {
            gateway.close();
        }
        for (SealedFileStore store : stores) {
            store.close();
        }
        if (fleet != null) {
            fleet.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private void pushTo(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            fleet.push(keys.get(i).party());
        }
    }

    private void awaitAll() throws Exception {
        for (int i = 0; i < GATEWAYS; i++) {
            fleet.awaitInUse(keys.get(i).party(), stores.get(i));
        }
    }

    @Test
    void goesOnWhenTheLeaderIsKilledInMidRollOut() throws Exception {
        pushTo(0, GATEWAYS);
        awaitAll();

        pushTo(0, GATEWAYS / 2);
        int leader = fleet.leader();
        cluster.kill(leader);
        pushTo(GATEWAYS / 2, GATEWAYS);
        awaitAll();

        cluster.start(leader);
        pushTo(0, GATEWAYS);
        awaitAll();
    }

    @Test
    void convergesWhenTwoOfThreeServersWereKilledAndAreBack() throws Exception {
        pushTo(0, GATEWAYS);
        awaitAll();
        pushTo(0, 1);

        cluster.kill(0);
        cluster.kill(1);
        for (int i = 0; i < GATEWAYS; i++) {
            fleet.assertNothingStrange(keys.get(i).party(), stores.get(i));
        }
        cluster.start(0);
        cluster.start(1);

        pushTo(1, GATEWAYS);
        fleet.pushAgainWhatIsLost();
        awaitAll();
    }

    @Test
    void convergesOverANetworkThatIsSlowAndCutsWhatIsUnderWay() throws Exception {
        pushTo(0, GATEWAYS);
        awaitAll();
        for (int i = 0; i < Cluster.SIZE; i++) {
            cluster.network(i).trouble(3, 5000);
        }

        Fleet.awaitThat(() -> "connections were cut", () -> {
            pushTo(0, GATEWAYS);
            return IntStream.range(0, Cluster.SIZE)
                            .map(i -> cluster.network(i).ended())
                            .sum()
                    >= 2 * GATEWAYS;
        });
        for (int i = 0; i < Cluster.SIZE; i++) {
            cluster.network(i).heal();
        }

        awaitAll();
    }

    @Test
    void convergesAtItsReturnAfterHavingBeenAwayForTheWholeRollOut() throws Exception {
        pushTo(0, GATEWAYS);
        awaitAll();
        gateways.get(0).close();

        for (int round = 0; round < 3; round++) {
            pushTo(0, GATEWAYS);
        }
        for (int i = 1; i < GATEWAYS; i++) {
            fleet.awaitInUse(keys.get(i).party(), stores.get(i));
        }
        assertThat(stores.get(0).current(Fleet.PROFILE).orElseThrow().revision())
                .isEqualTo(1);

        gateways.set(0, gateway(0));

        awaitAll();
        assertThat(stores.get(0).current(Fleet.PROFILE).orElseThrow().revision())
                .as("the latest alone was applied")
                .isEqualTo(2);
    }
}
