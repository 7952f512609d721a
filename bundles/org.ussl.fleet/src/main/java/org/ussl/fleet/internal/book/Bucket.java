// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.book;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.impl.NatsKeyValueWatchSubscription;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ussl.store.nats.internal.engine.SentProfiles;

/** A fleet's bucket, as an operator uses it. Every change says which revision it has seen. Blocks on the engine. */
public final class Bucket {

    /** JetStream's codes for "wrong last sequence", with which it answers a compare-and-set that has lost. */
    private static final int LOST = 10071;

    private static final int NO_STREAM = 10059;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String fleet;
    private final Connection connection;
    private final KeyValue values;

    /**
     * Opens one.
     *
     * @param connection to the engine; stays the caller's
     * @param fleet the bucket's name
     * @throws IOException if there is none of this name, or the engine does not answer
     */
    public Bucket(Connection connection, String fleet) throws IOException {
        this.fleet = fleet;
        this.connection = connection;
        try {
            this.values = connection.keyValue(fleet);
        } catch (IOException e) {
            if (e.getCause() instanceof JetStreamApiException answer && answer.getApiErrorCode() == NO_STREAM) {
                throw new IOException("there is no bucket " + fleet + " on the engine; fleet init makes it", e);
            }
            throw e;
        }
    }

    /**
     * The deliveries of a profile to all gateways.
     *
     * @param profile the profile
     * @return a pattern of keys
     */
    public static String deliveries(String profile) {
        return ofAll("to.", profile);
    }

    /**
     * What all gateways say of a profile.
     *
     * @param profile the profile
     * @return a pattern of keys
     */
    public static String reports(String profile) {
        return ofAll("from.", profile);
    }

    private static String ofAll(String side, String profile) {
        return side + "*." + profile.replace('.', '/');
    }

    /**
     * What is under a key.
     *
     * @param value the value
     * @param revision the engine's, for a change that has seen it
     * @param at when it was put, by the engine's clock
     */
    public record Entry(byte[] value, long revision, Instant at) {

        private static Optional<Entry> of(KeyValueEntry entry) {
            byte[] value = entry.getValue();
            if (entry.getOperation() != KeyValueOperation.PUT || value == null) {
                return Optional.empty();
            }
            return Optional.of(
                    new Entry(value, entry.getRevision(), entry.getCreated().toInstant()));
        }
    }

    /**
     * The fleet's name.
     *
     * @return the bucket's name
     */
    public String fleet() {
        return fleet;
    }

    /**
     * Reads a key.
     *
     * @param key the key
     * @return what is there; absent if nothing is
     * @throws IOException if the engine does not answer
     */
    public Optional<Entry> get(String key) throws IOException {
        try {
            KeyValueEntry entry = values.get(key);
            return entry == null ? Optional.empty() : Entry.of(entry);
        } catch (JetStreamApiException e) {
            throw new IOException(key + ": the engine refuses to show it: " + e.getMessage(), e);
        }
    }

    /**
     * Reads all keys of a pattern.
     *
     * @param pattern with {@code *} for one word and {@code >} for the rest
     * @return what is there, by key, in order
     * @throws IOException if the engine does not answer, or not with all of them
     */
    public Map<String, Entry> all(String pattern) throws IOException {
        Map<String, Entry> found = new ConcurrentHashMap<>();
        CountDownLatch whole = new CountDownLatch(1);
        try {
            NatsKeyValueWatchSubscription watch = values.watch(pattern, new KeyValueWatcher() {
                @Override
                public void watch(KeyValueEntry entry) {
                    Entry.of(entry)
                            .ifPresentOrElse(
                                    value -> found.put(entry.getKey(), value), () -> found.remove(entry.getKey()));
                }

                @Override
                public void endOfData() {
                    whole.countDown();
                }
            });
            try {
                await(whole, pattern);
            } finally {
                watch.unsubscribe();
            }
        } catch (JetStreamApiException | IllegalStateException e) {
            throw new IOException(pattern + ": the engine refuses to show it: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new TreeMap<>(found);
    }

    /** Nobody wakes who waits for the rest of a watch when its connection is closed. */
    private void await(CountDownLatch whole, String pattern) throws IOException, InterruptedException {
        for (long second = 0; second < PATIENCE.toSeconds(); second++) {
            if (whole.await(1, TimeUnit.SECONDS)) {
                return;
            }
            if (connection.getStatus() == Connection.Status.CLOSED) {
                throw new IOException(pattern + ": the connection has ended");
            }
        }
        throw new IOException(pattern + ": the engine does not tell all of it; is it there?");
    }

    /**
     * Changes a key that is as it was seen.
     *
     * @param key the key
     * @param value what is put there
     * @param seen the revision that was seen; 0 if nothing was there
     * @return the new revision
     * @throws ChangedException if it is not as it was seen any more; nothing was changed
     * @throws IOException if the engine does not answer; whether it has changed it is not known
     */
    public long put(String key, byte[] value, long seen) throws IOException, ChangedException {
        try {
            return seen == 0 ? values.create(key, value) : values.update(key, value, seen);
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == LOST) {
                throw new ChangedException(key, e);
            }
            throw new IOException(key + ": the engine refuses to take it: " + e.getMessage(), e);
        }
    }

    /**
     * Notes that a gateway is sent something of a profile, for it to find when it comes back; before it is put.
     *
     * @param gateway the gateway's name
     * @param profile the profile's name
     * @throws IOException if the engine does not answer, or the gateway has too many profiles
     */
    public void noteSent(String gateway, String profile) throws IOException {
        try {
            SentProfiles.note(values, gateway, profile);
        } catch (JetStreamApiException e) {
            throw new IOException(gateway + ": the engine refuses to note " + profile + ": " + e.getMessage(), e);
        }
    }

    /**
     * Takes a key and its history away. Not for what others may change at the same time.
     *
     * @param key the key
     * @throws IOException if the engine does not answer
     */
    public void purge(String key) throws IOException {
        try {
            values.purge(key);
        } catch (JetStreamApiException e) {
            throw new IOException(key + ": the engine refuses to remove it: " + e.getMessage(), e);
        }
    }
}
