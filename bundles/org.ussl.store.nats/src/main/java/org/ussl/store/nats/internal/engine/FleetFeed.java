// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Collection;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;

/**
 * Reads a gateway's keys in a bucket of JetStream, hands each value to the desk, puts the desk's reports back, and says
 * now and then that the gateway is there: {@link EngineLink} is the life of the connection, {@link OpenBucket} what is
 * asked of the engine over it, {@link Lookout} finds out what is new, {@link Arrivals} takes it, {@link Outbox} has
 * what goes.
 *
 * <p>A value is read when the gateway has time for it, so that an engine which sends more than it can take fills no
 * queue here. Nothing waits for the engine: it is looked for in the background for as long as the feed is open. Each
 * time it is found, the latest value of each key is read, however long the gateway was away; what was dealt with
 * before, the desk knows by its digest. The library's own reconnect is not used: it would go on with the TLS context
 * and the log-in of old.
 */
public final class FleetFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FleetFeed.class);

    private final String fleet;
    private final Pace pace;
    private final Chores chores;
    private final NatsThreads threads;
    private final Outbox outbox;
    private final Arrivals arrivals;
    private final EngineLink link;
    // The chores' alone.
    private int unsentInARow;
    private boolean sendsLater;

    /**
     * Makes one; {@link #open} starts it.
     *
     * @param fleet the name of the fleet, which is that of the bucket
     * @param desk what values are handed to
     * @param keys the gateway's keys, for its reports
     * @param operators who may read its reports
     * @param unsent keeps reports until the engine has them
     * @param software the version that the gateway says it runs
     * @param pace how often things are repeated
     * @param clock dates what it says
     */
    public FleetFeed(
            String fleet,
            DeliveryDesk desk,
            PartyKeys keys,
            Supplier<? extends Collection<Party>> operators,
            ReportFolder unsent,
            String software,
            Pace pace,
            Clock clock) {
        this(fleet, desk, keys, operators, unsent, software, pace, clock, Chores::threads);
    }

    /**
     * Makes one on threads of somebody else's choice, for many feeds in one JVM.
     *
     * @param fleet the name of the fleet, which is that of the bucket
     * @param desk what values are handed to
     * @param keys the gateway's keys, for its reports
     * @param operators who may read its reports
     * @param unsent keeps reports until the engine has them
     * @param software the version that the gateway says it runs
     * @param pace how often things are repeated
     * @param clock dates what it says
     * @param threads makes threads of a name
     */
    public FleetFeed(
            String fleet,
            DeliveryDesk desk,
            PartyKeys keys,
            Supplier<? extends Collection<Party>> operators,
            ReportFolder unsent,
            String software,
            Pace pace,
            Clock clock,
            Function<String, ThreadFactory> threads) {
        this.fleet = fleet;
        this.pace = pace;
        this.chores = new Chores("ussl-fleet", threads.apply("ussl-fleet"));
        this.threads = new NatsThreads(threads);
        this.outbox = new Outbox(fleet, keys, operators, unsent, software, clock);
        this.arrivals = new Arrivals(fleet, desk, outbox, chores, pace.longest(), this::send);
        String gateway = keys.party().name();
        Lookout lookout = new Lookout(gateway, chores, arrivals);
        this.link = new EngineLink(fleet, gateway, pace, clock, chores, this.threads, lookout, this::greet);
    }

    /**
     * Starts to look for the engine; returns at once.
     *
     * @param line the way there
     */
    public void open(Line line) {
        link.open(line);
        double random = ThreadLocalRandom.current().nextDouble();
        chores.after(pace.start(random), () -> {
            goOn();
            chores.every(pace.presence(), this::goOn);
        });
    }

    private void goOn() {
        sayPresent();
        link.look();
    }

    /**
     * What there is to tell at the moment.
     *
     * @return the state
     */
    public FeedState state() {
        FeedState now = link.state();
        return new FeedState(now.connected(), now.where(), now.since(), arrivals.reports());
    }

    private void greet() {
        sayPresent();
        send();
    }

    /** As a chore, so that nobody who brings something waits for the engine's answer. */
    private void send() {
        OpenBucket to = link.bucket();
        if (to == null) {
            return;
        }
        try {
            outbox.send(to);
            unsentInARow = 0;
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            LOG.debug("fleet {}: a report waits", fleet, e);
            unsentInARow++;
            sendLater();
        }
    }

    private void sendLater() {
        if (!sendsLater) {
            sendsLater = true;
            chores.after(pace.wait(unsentInARow, ThreadLocalRandom.current().nextDouble()), () -> {
                sendsLater = false;
                send();
            });
        }
    }

    private void sayPresent() {
        OpenBucket to = link.bucket();
        if (to == null) {
            return;
        }
        try {
            outbox.sayPresent(to);
        } catch (IOException | JetStreamApiException | GeneralSecurityException | RuntimeException e) {
            LOG.debug("fleet {}: it cannot be told that this gateway is there", fleet, e);
        }
    }

    /** Ends the connection and the threads. */
    @Override
    public void close() {
        chores.close();
        link.close();
        threads.close();
    }
}
