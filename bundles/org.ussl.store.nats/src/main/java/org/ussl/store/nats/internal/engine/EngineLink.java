// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway's connection to the engine: looked for, followed, lost, and looked for again. Whatever goes wrong with it
 * or with the watch over it ends both, and the next one is begun anew. Everything here is done by the chores' thread,
 * but for what says otherwise.
 */
final class EngineLink {

    private static final Logger LOG = LoggerFactory.getLogger(EngineLink.class);
    private static final Duration PING = Duration.ofSeconds(20);
    private static final Duration ATTEMPT = Duration.ofSeconds(20);
    private static final String LOST = "the connection was lost";

    private final String fleet;
    private final String gateway;
    private final Pace pace;
    private final Clock clock;
    private final Chores chores;
    private final NatsThreads threads;
    private final Arrivals arrivals;
    private final Runnable whenThere;
    private volatile FeedState state;
    private Line line = EngineLink::nowhere;
    private @Nullable OpenBucket bucket;
    private int failures;

    /**
     * Makes one.
     *
     * @param arrivals takes what the engine brings
     * @param whenThere what is to be done each time that the engine was found
     */
    EngineLink(
            String fleet,
            String gateway,
            Pace pace,
            Clock clock,
            Chores chores,
            NatsThreads threads,
            Arrivals arrivals,
            Runnable whenThere) {
        this.fleet = fleet;
        this.gateway = gateway;
        this.pace = pace;
        this.clock = clock;
        this.chores = chores;
        this.threads = threads;
        this.arrivals = arrivals;
        this.whenThere = whenThere;
        this.state = new FeedState(false, "not looked for yet", clock.instant(), Map.of());
    }

    /** Whether the engine is there; without reports. By any thread. */
    FeedState state() {
        return state;
    }

    /** What is connected and watched. */
    @Nullable
    OpenBucket bucket() {
        return bucket;
    }

    /** Starts to look; returns at once. By any thread, once. */
    void open(Line way) {
        line = way;
        chores.soon(this::look);
    }

    private static Options.Builder nowhere() throws IOException {
        throw new IOException("nobody has told where the engine is");
    }

    /** Not by the library's own asynchronous connect, which nobody could end before it has found the engine. */
    private void look() {
        Connection found = null;
        try {
            found = dial();
            follow(found);
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            giveUp(found);
            lookLater(String.valueOf(e.getMessage()));
        }
    }

    private Connection dial() throws IOException {
        Options.Builder options = line.options()
                .noReconnect()
                .connectionTimeout(ATTEMPT)
                .pingInterval(PING)
                .connectionName("ussl gateway " + gateway)
                .inboxPrefix(BucketKeys.inbox(gateway))
                .connectionListener((source, event) -> {
                    if (event == ConnectionListener.Events.CLOSED) {
                        chores.soon(() -> lost(source, LOST));
                    }
                });
        return Dial.connect(options, threads, new ErrorListener() {
            @Override
            public void errorOccurred(Connection source, String error) {
                LOG.warn("fleet {}: {}", fleet, error);
            }

            @Override
            public void exceptionOccurred(Connection source, Exception problem) {
                LOG.debug("fleet {}: {}", fleet, problem.getMessage(), problem);
            }

            @Override
            public void heartbeatAlarm(Connection source, JetStreamSubscription watch, long stream, long consumer) {
                chores.soon(() -> lost(source, "it is silent"));
            }
        });
    }

    private void follow(Connection found) throws IOException, JetStreamApiException {
        OpenBucket open = new OpenBucket(found, fleet, pace.patience(failures));
        bucket = open;
        arrivals.follow(found);
        open.watch(BucketKeys.deliveries(gateway), new OpenBucket.Watcher() {
            @Override
            public void value(String key, byte[] value) {
                BucketKeys.last(key).ifPresent(profile -> arrivals.take(found, profile, value));
            }

            @Override
            public void broken() {
                chores.soon(() -> lost(found, "something that it brought is missing"));
            }
        });
        failures = 0;
        String where = String.valueOf(found.getConnectedUrl());
        state = new FeedState(true, where, clock.instant(), Map.of());
        LOG.info("fleet {}: connected to {}", fleet, where);
        whenThere.run();
        if (found.getStatus() == Connection.Status.CLOSED) {
            lost(found, LOST);
        }
    }

    private void lost(Connection source, String why) {
        if (bucket != null && bucket.connection() == source) {
            giveUp(source);
            lookLater(why);
        }
    }

    private void giveUp(@Nullable Connection connection) {
        bucket = null;
        arrivals.follow(null);
        if (connection != null) {
            try {
                connection.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void lookLater(String why) {
        FeedState before = state;
        if (before.connected() || !before.where().equals(why)) {
            LOG.info("fleet {}: no engine, looked for in the background: {}", fleet, why);
            state = new FeedState(false, why, clock.instant(), Map.of());
        }
        failures++;
        chores.after(pace.wait(failures, ThreadLocalRandom.current().nextDouble()), this::look);
    }

    /** Ends the connection; by any thread, once the chores have ended. */
    void close() {
        OpenBucket open = bucket;
        giveUp(open == null ? null : open.connection());
    }
}
