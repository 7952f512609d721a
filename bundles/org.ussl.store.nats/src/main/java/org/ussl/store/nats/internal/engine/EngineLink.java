// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
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
 * A gateway's connection to the engine: looked for, read from, lost, and looked for again. One over which nothing can
 * be read, three times in a row, is lost as well. Everything here is done by the chores' thread, but for what says
 * otherwise.
 */
final class EngineLink {

    private static final Logger LOG = LoggerFactory.getLogger(EngineLink.class);
    private static final Duration PING = Duration.ofSeconds(10);
    private static final Duration ATTEMPT = Duration.ofSeconds(20);
    private static final String LOST = "the connection was lost";

    /** Perhaps another server can be read from that cannot be reached from this one. */
    private static final int MOST_UNREAD = 3;

    private final String fleet;
    private final String gateway;
    private final Pace pace;
    private final Clock clock;
    private final Chores chores;
    private final NatsThreads threads;
    private final Lookout lookout;
    private final Runnable whenThere;
    private volatile FeedState state;
    private Line line = EngineLink::nowhere;
    private @Nullable OpenBucket bucket;
    private int failures;
    private int unread;
    private boolean looksLater;

    /**
     * Makes one.
     *
     * @param lookout reads what the engine has
     * @param whenThere what is to be done each time that the engine was found
     */
    EngineLink(
            String fleet,
            String gateway,
            Pace pace,
            Clock clock,
            Chores chores,
            NatsThreads threads,
            Lookout lookout,
            Runnable whenThere) {
        this.fleet = fleet;
        this.gateway = gateway;
        this.pace = pace;
        this.clock = clock;
        this.chores = chores;
        this.threads = threads;
        this.lookout = lookout;
        this.whenThere = whenThere;
        this.state = new FeedState(false, "not looked for yet", clock.instant(), Map.of());
    }

    /** Whether the engine is there; without reports. By any thread. */
    FeedState state() {
        return state;
    }

    /** What is connected and read from. */
    @Nullable
    OpenBucket bucket() {
        return bucket;
    }

    /** Starts to look; returns at once. By any thread, once. */
    void open(Line way) {
        line = way;
        chores.soon(this::seek);
    }

    private static Options.Builder nowhere() throws IOException {
        throw new IOException("nobody has told where the engine is");
    }

    /** Not by the library's own asynchronous connect, which nobody could end before it has found the engine. */
    private void seek() {
        Connection found = null;
        try {
            found = dial();
            follow(found);
        } catch (IOException | RuntimeException e) {
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
        });
    }

    private void follow(Connection found) throws IOException {
        OpenBucket open = new OpenBucket(found, fleet);
        lookout.begin(open, this::look);
        bucket = open;
        unread = 0;
        failures = 0;
        String where = String.valueOf(found.getConnectedUrl());
        state = new FeedState(true, where, clock.instant(), Map.of());
        LOG.info("fleet {}: connected to {}", fleet, where);
        whenThere.run();
        if (found.getStatus() == Connection.Status.CLOSED) {
            lost(found, LOST);
        }
    }

    /** Looks whether something was missed; if it cannot be told, once more a little later. */
    void look() {
        OpenBucket from = bucket;
        if (from == null) {
            return;
        }
        try {
            lookout.look();
            unread = 0;
        } catch (IOException e) {
            LOG.debug("fleet {}: not read", fleet, e);
            unread++;
            if (unread == MOST_UNREAD) {
                lost(from.connection(), String.valueOf(e.getMessage()));
            } else if (!looksLater) {
                looksLater = true;
                chores.after(pace.wait(unread, ThreadLocalRandom.current().nextDouble()), () -> {
                    looksLater = false;
                    look();
                });
            }
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
        lookout.end();
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
        chores.after(pace.wait(failures, ThreadLocalRandom.current().nextDouble()), this::seek);
    }

    /** Ends the connection; by any thread, once the chores have ended. */
    void close() {
        OpenBucket open = bucket;
        giveUp(open == null ? null : open.connection());
    }
}
