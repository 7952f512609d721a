// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.intake.internal.PlainIntake;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.engine.FleetFeed;
import org.ussl.store.nats.internal.engine.Line;
import org.ussl.store.nats.internal.engine.Pace;
import org.ussl.store.nats.internal.sealing.DeliveryGate;
import org.ussl.store.nats.internal.sealing.Marks;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;

/** A gateway as its fleet sees it. */
public final class SimulatedGateway implements AutoCloseable {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Party party;
    private final CredentialStore store;
    private final FleetFeed feed;

    /**
     * Makes one that is not connected yet.
     *
     * @param fleet the fleet's name
     * @param keys the gateway's keys
     * @param operators whom it trusts
     * @param store what it keeps credentials in; stays the caller's
     * @param marks what it remembers of the fleet
     * @param reports what it keeps of its reports until the engine has them
     * @param presence how often it says that it is there, and looks whether it has missed something
     * @param threads makes threads with a name
     */
    public SimulatedGateway(
            String fleet,
            PartyKeys keys,
            Supplier<? extends Collection<Party>> operators,
            CredentialStore store,
            Marks marks,
            ReportFolder reports,
            Duration presence,
            Function<String, ThreadFactory> threads) {
        this.party = keys.party();
        this.store = store;
        PlainIntake intake = PlainIntake.over(store);
        DeliveryGate gate = new DeliveryGate(fleet, keys, operators, marks);
        DeliveryDesk desk = new DeliveryDesk(gate, intake.intake(), intake.credentials(), "engine", Clock.systemUTC());
        Pace pace = new Pace(FIRST, LONGEST, presence);
        feed = new FleetFeed(fleet, desk, keys, operators, reports, "simulated", pace, Clock.systemUTC(), threads);
    }

    /**
     * Starts to look for the engine; returns at once.
     *
     * @param line the way there
     */
    public void connect(Line line) {
        feed.open(line);
    }

    /**
     * Its public side.
     *
     * @return name and public keys
     */
    public Party party() {
        return party;
    }

    /**
     * What it has in use.
     *
     * @return the store
     */
    public CredentialStore store() {
        return store;
    }

    /**
     * Whether it has found the engine and looked through all that is there.
     *
     * @return true if so
     */
    public boolean isConnected() {
        return feed.state().connected();
    }

    /** Goes away; its store stays open. */
    @Override
    public void close() {
        feed.close();
    }
}
