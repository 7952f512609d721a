// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatcher;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.Presence;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;

/**
 * Watches a gateway's keys in a bucket of JetStream, hands each value to the desk, puts the desk's reports back, and
 * says now and then that the gateway is there.
 *
 * <p>A value is dealt with in the thread that brings it, so that an engine which sends more than the gateway can take
 * is held up by the connection's flow control and fills no queue here. Nothing waits for the engine: it is looked for
 * in the background for as long as the feed is open. Each time it is found, the watch is made anew, and the engine
 * tells the latest value of each key, however long the gateway was away; what was dealt with before, the desk knows by
 * its digest. The library's own reconnect is not used: it would go on with the TLS context and the log-in of old.
 */
public final class FleetFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FleetFeed.class);
    private static final Duration PING = Duration.ofSeconds(20);
    private static final Duration ATTEMPT = Duration.ofSeconds(20);

    private final String fleet;
    private final DeliveryDesk desk;
    private final PartyKeys keys;
    private final Supplier<? extends Collection<Party>> operators;
    private final ReportFolder unsent;
    private final String software;
    private final Pace pace;
    private final Clock clock;
    private final Chores chores;
    private final NatsThreads threads;
    private final Map<String, KeyValueEntry> later = new HashMap<>();
    private final Map<String, Report> reports = new HashMap<>();
    private volatile FeedState state;
    private volatile String reason = "";
    private @Nullable Connection connection;
    private int failures;

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
        this.desk = desk;
        this.keys = keys;
        this.operators = operators;
        this.unsent = unsent;
        this.software = software;
        this.pace = pace;
        this.clock = clock;
        this.chores = new Chores("ussl-fleet", threads.apply("ussl-fleet"));
        this.threads = new NatsThreads(threads);
        this.state = new FeedState(false, "not looked for yet", clock.instant(), Map.of());
    }

    /**
     * Starts to look for the engine; returns at once.
     *
     * @param line the way there
     */
    public void open(Line line) {
        chores.soon(() -> look(line));
        chores.every(pace.presence(), this::sayPresent);
    }

    /**
     * What there is to tell at the moment.
     *
     * @return the state
     */
    public FeedState state() {
        return state;
    }

    /** Not by the library's own asynchronous connect, which nobody could end before it has found the engine. */
    private void look(Line line) {
        Connection found = null;
        reason = "";
        try {
            found = Nats.connect(options(line));
            watch(found, line);
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            if (found != null) {
                synchronized (this) {
                    connection = null;
                }
                close(found);
            }
            away(reason.isEmpty() ? String.valueOf(e.getMessage()) : e.getMessage() + " (" + reason + ")");
            failures++;
            chores.after(pace.wait(failures, ThreadLocalRandom.current().nextDouble()), () -> look(line));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Options options(Line line) throws IOException {
        return threads.use(line.options())
                .noReconnect()
                .connectionTimeout(ATTEMPT)
                .pingInterval(PING)
                .connectionName("ussl gateway " + keys.party().name())
                .inboxPrefix(BucketKeys.inbox(keys.party().name()))
                .connectionListener((source, event) -> {
                    if (event == ConnectionListener.Events.CLOSED) {
                        chores.soon(() -> lost(source, line));
                    }
                })
                .errorListener(new ErrorListener() {
                    @Override
                    public void errorOccurred(Connection source, String error) {
                        LOG.warn("fleet {}: {}", fleet, error);
                    }

                    @Override
                    public void exceptionOccurred(Connection source, Exception problem) {
                        // The one place where the library tells why a server was not good enough.
                        LOG.debug("fleet {}: {}", fleet, problem.getMessage(), problem);
                        reason = String.valueOf(problem.getMessage());
                    }
                })
                .build();
    }

    private void watch(Connection found, Line line) throws IOException, JetStreamApiException, InterruptedException {
        synchronized (this) {
            connection = found;
        }
        KeyValue bucket = found.keyValue(fleet);
        var unused = bucket.watch(BucketKeys.deliveries(keys.party().name()), new KeyValueWatcher() {
            @Override
            public void watch(KeyValueEntry entry) {
                dealOf(found, entry);
            }

            @Override
            public void endOfData() {}
        });
        failures = 0;
        tell(true, String.valueOf(found.getConnectedUrl()));
        LOG.info("fleet {}: connected to {}", fleet, found.getConnectedUrl());
        sayPresent();
        sendReports();
        if (found.getStatus() == Connection.Status.CLOSED) {
            lost(found, line);
        }
    }

    private void lost(Connection source, Line line) {
        synchronized (this) {
            if (connection != source) {
                return;
            }
            connection = null;
        }
        away("the connection was lost");
        failures++;
        chores.after(pace.wait(failures, ThreadLocalRandom.current().nextDouble()), () -> look(line));
    }

    private void away(String why) {
        FeedState before = state;
        if (before.connected() || !before.where().equals(why)) {
            LOG.info("fleet {}: no engine, looked for in the background: {}", fleet, why);
            tell(false, why);
        }
    }

    private synchronized void tell(boolean connected, String where) {
        state = new FeedState(connected, where, clock.instant(), reports);
    }

    /**
     * What a connection that was given up still brings is let go: it may be older than what the present one has brought
     * already, and would be reported as an engine that went back.
     */
    private synchronized void dealOf(Connection source, KeyValueEntry entry) {
        if (connection == source) {
            deal(entry);
        }
    }

    private synchronized void deal(KeyValueEntry entry) {
        Optional<String> profile = BucketKeys.last(entry.getKey());
        byte[] value = entry.getValue();
        if (entry.getOperation() != KeyValueOperation.PUT || profile.isEmpty() || value == null) {
            return;
        }
        later.remove(profile.get());
        desk.take(profile.get(), value, this::keep).ifPresent(report -> told(report, entry));
    }

    private void told(Report report, KeyValueEntry entry) {
        Report before = reports.put(report.profile(), report);
        state = new FeedState(state.connected(), state.where(), state.since(), reports);
        // What is tried again and again is told once.
        if (before == null || !before.message().equals(report.message())) {
            if (report.outcome() == Outcome.REFUSED || report.outcome() == Outcome.LATER) {
                LOG.warn("fleet {}: {}", fleet, report.message());
            } else {
                LOG.info("fleet {}: {}", fleet, report.message());
            }
        }
        if (report.outcome() == Outcome.LATER) {
            later.put(report.profile(), entry);
            chores.after(pace.longest(), this::dealAgain);
        }
        try {
            keep(report);
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("fleet {}: what became of {} cannot be told: {}", fleet, report.profile(), e.getMessage());
        }
        chores.soon(this::sendReports);
    }

    private void keep(Report report) throws IOException, GeneralSecurityException {
        Collection<Party> readers = operators.get();
        if (!readers.isEmpty()) {
            unsent.keep(report.profile(), report.seal(keys, readers));
        }
    }

    private synchronized void dealAgain() {
        Map.copyOf(later).values().forEach(this::deal);
    }

    /** In the feed's own thread, where nobody waits for the engine's answer. */
    private void sendReports() {
        Connection to = present();
        if (to == null) {
            return;
        }
        try {
            KeyValue bucket = to.keyValue(fleet);
            for (String profile : unsent.profiles()) {
                Optional<byte[]> sealed = unsent.of(profile);
                if (sealed.isPresent()) {
                    bucket.put(BucketKeys.report(keys.party().name(), profile), sealed.get());
                    unsent.sent(profile, sealed.get());
                }
            }
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            LOG.debug("fleet {}: a report waits", fleet, e);
            chores.after(pace.longest(), this::sendReports);
        }
    }

    private void sayPresent() {
        Connection to = present();
        if (to == null) {
            return;
        }
        try {
            Presence presence = new Presence(
                    fleet,
                    keys.party(),
                    clock.instant(),
                    software,
                    to.getServerInfo().getServerName());
            to.keyValue(fleet).put(BucketKeys.seen(keys.party().name()), presence.sign(keys));
        } catch (IOException | JetStreamApiException | GeneralSecurityException | RuntimeException e) {
            LOG.debug("fleet {}: it cannot be told that this gateway is there", fleet, e);
        }
    }

    private synchronized @Nullable Connection present() {
        return connection;
    }

    private static void close(Connection open) {
        try {
            open.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the connection and the threads. */
    @Override
    public void close() {
        Connection open;
        synchronized (this) {
            open = connection;
            connection = null;
        }
        chores.close();
        if (open != null) {
            close(open);
        }
        threads.close();
    }
}
