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
import io.nats.client.impl.NatsKeyValueWatchSubscription;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;

/**
 * Watches a gateway's keys in a bucket of JetStream, hands each value to the desk, and puts the desk's report back.
 *
 * <p>A value is dealt with in the thread that brings it, so that an engine which sends more than the gateway can take
 * is held up by the connection's flow control and fills no queue here. Nothing waits for the engine: it is looked for
 * in the background for as long as the feed is open. Each time it is found the watch is made anew, and the engine tells
 * the latest value of each key, however long the gateway was away; what was dealt with before, the desk knows by its
 * digest.
 */
public final class FleetFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FleetFeed.class);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String fleet;
    private final String gateway;
    private final DeliveryDesk desk;
    private final PartyKeys keys;
    private final Supplier<? extends Collection<Party>> operators;
    private final ScheduledExecutorService worker;
    private final Map<String, Report> unsent = new HashMap<>();
    private final Map<String, KeyValueEntry> later = new HashMap<>();
    private @Nullable Connection connection;
    private @Nullable NatsKeyValueWatchSubscription watch;
    private @Nullable ScheduledFuture<?> retry;

    /**
     * Makes one; {@link #open} starts it.
     *
     * @param fleet the name of the fleet, which is that of the bucket
     * @param desk what values are handed to
     * @param keys the gateway's keys, for its reports
     * @param operators who may read its reports
     */
    public FleetFeed(String fleet, DeliveryDesk desk, PartyKeys keys, Supplier<? extends Collection<Party>> operators) {
        this.fleet = fleet;
        this.gateway = keys.party().name();
        this.desk = desk;
        this.keys = keys;
        this.operators = operators;
        worker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "ussl-fleet");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts to look for the engine; returns at once.
     *
     * @param options where the engine is and how to log in there
     */
    public void open(Options.Builder options) {
        Options all = options.maxReconnects(-1)
                .connectionName("ussl gateway " + keys.party().name())
                .connectionListener((source, type) -> {
                    if (type == ConnectionListener.Events.RECONNECTED) {
                        submit(() -> connected(source));
                    }
                })
                .errorListener(new ErrorListener() {
                    @Override
                    public void errorOccurred(Connection source, String error) {
                        LOG.warn("fleet {}: {}", fleet, error);
                    }
                })
                .build();
        submit(() -> look(all));
    }

    /** Not by the library's own asynchronous connect, which nobody could end before it has found the engine. */
    private void look(Options options) {
        synchronized (this) {
            retry = null;
        }
        try {
            connected(Nats.connect(options));
        } catch (IOException e) {
            LOG.debug("fleet {}: no engine yet", fleet, e);
            again(() -> look(options));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(Runnable task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("fleet {}: closed already", fleet, e);
        }
    }

    private synchronized void connected(Connection found) {
        connection = found;
        try {
            if (watch != null) {
                watch.unsubscribe();
                watch = null;
            }
            watch = found.keyValue(fleet).watch(BucketKeys.deliveries(gateway), new KeyValueWatcher() {
                @Override
                public void watch(KeyValueEntry entry) {
                    deal(entry);
                }

                @Override
                public void endOfData() {
                    sendReports();
                }
            });
            LOG.info("fleet {}: connected to {}", fleet, found.getConnectedUrl());
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            LOG.warn("fleet {}: cannot be watched: {}", fleet, e.getMessage());
            again();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void deal(KeyValueEntry entry) {
        Optional<String> profile = BucketKeys.last(entry.getKey());
        byte[] value = entry.getValue();
        if (entry.getOperation() != KeyValueOperation.PUT || profile.isEmpty() || value == null) {
            return;
        }
        later.remove(profile.get());
        desk.take(profile.get(), value).ifPresent(report -> {
            if (report.outcome() == Outcome.REFUSED || report.outcome() == Outcome.LATER) {
                LOG.warn("fleet {}: {}", fleet, report.message());
            } else {
                LOG.info("fleet {}: {}", fleet, report.message());
            }
            unsent.put(profile.get(), report);
            if (report.outcome() == Outcome.LATER) {
                later.put(profile.get(), entry);
                again();
            }
            sendReports();
        });
    }

    private synchronized void sendReports() {
        Connection to = connection;
        if (to == null) {
            return;
        }
        for (Map.Entry<String, Report> each : Map.copyOf(unsent).entrySet()) {
            try {
                KeyValue bucket = to.keyValue(fleet);
                bucket.put(
                        BucketKeys.report(gateway, each.getKey()),
                        each.getValue().seal(keys, operators.get()));
                unsent.remove(each.getKey());
            } catch (IOException | JetStreamApiException | GeneralSecurityException | RuntimeException e) {
                LOG.debug("fleet {}: the report waits", fleet, e);
                again();
                return;
            }
        }
    }

    /** What could not be done is tried again in a while. */
    private void again() {
        again(this::catchUp);
    }

    private synchronized void again(Runnable task) {
        if (worker.isShutdown() || (retry != null && !retry.isDone())) {
            return;
        }
        retry = worker.schedule(task, RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void catchUp() {
        retry = null;
        Connection to = connection;
        if (watch == null && to != null) {
            connected(to);
        }
        Map.copyOf(later).values().forEach(this::deal);
        sendReports();
    }

    /** Ends the connection and the thread. */
    @Override
    public void close() {
        worker.shutdownNow();
        try {
            if (!worker.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("fleet {}: its thread does not end", fleet);
            }
            Connection open;
            synchronized (this) {
                open = connection;
            }
            if (open != null) {
                open.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
