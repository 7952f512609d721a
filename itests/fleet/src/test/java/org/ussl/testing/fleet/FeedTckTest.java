// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.store.nats.internal.engine.Chores;
import org.ussl.store.nats.internal.engine.FleetBucket;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import org.ussl.testing.engine.NatsServer;
import org.ussl.testing.stores.CredentialStoreTck;

/**
 * What is promised of stores, of what a fleet has brought: docs/stores.md has what cannot be asked over a feed, and
 * why. Needs Debian's nats-server; skipped without it.
 */
class FeedTckTest extends CredentialStoreTck {
    private static final String FLEET = "tck";
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    static Path server;

    private static NatsServer engine;
    private static Connection connection;

    @TempDir
    Path home;

    private final SoftwareKeys operator;
    private final SoftwareKeys gateway;
    private final FedStore.Memory memory = new FedStore.Memory();

    FeedTckTest() throws Exception {
        operator = SoftwareKeys.generate("alice");
        gateway = SoftwareKeys.generate("gw-" + COUNT.incrementAndGet());
    }

    @BeforeAll
    static void startEngine() throws Exception {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        engine = NatsServer.start(server);
        connection = Nats.connect(new Options.Builder()
                .server(engine.url())
                .connectionTimeout(Duration.ofSeconds(60))
                .build());
        connection.keyValueManagement().create(FleetBucket.of(FLEET).build());
    }

    @AfterAll
    static void stopEngine() throws Exception {
        if (connection != null) {
            connection.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @Override
    protected CredentialStore open() throws Exception {
        Place place = new Place(home);
        SimulatedGateway fed = new SimulatedGateway(
                FLEET,
                gateway,
                () -> List.of(operator.party()),
                place.store(),
                place.marks(),
                place.reports(),
                Fleet.PRESENCE,
                Chores::threads);
        fed.connect(() -> new Options.Builder().server(engine.url()));
        return new FedStore(connection, FLEET, operator, fed, memory);
    }

    @Override
    @Test
    @Disabled("over a feed, it is noted that the delivery's sender made the change")
    public void returnsWhatWasCommitted() {}

    @Override
    @Test
    @Disabled("over a feed, a certificate whose key is not there waits for it")
    public void refusesAnIdentityWhoseKeyItHasNotAndChangesNothing() {}

    @Override
    @Test
    @Disabled("over a feed, nobody reaches the gateway's own profiles")
    public void keepsTheGatewaysOwnProfilesWhoseKeysHaveOneUse() {}

    @Override
    @Test
    @Disabled("over a feed, what is in use already is no change")
    public void losesNoChangeOfManyThreads() {}

    @Override
    @Test
    @Disabled("over a feed, the thread that makes the change is the feed's")
    public void tellsOfEachChangeAfterItIsVisibleByTheThreadThatMadeIt() {}
}
