// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import static io.nats.client.support.NatsJetStreamConstants.DEFAULT_API_PREFIX;
import static io.nats.client.support.NatsJetStreamConstants.JSAPI_DIRECT_GET_LAST;
import static io.nats.client.support.NatsJetStreamConstants.NATS_SEQUENCE;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.nats.client.support.NatsKeyValueUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * A bucket over one connection, as a gateway uses it: it reads and writes single keys and hears when some are put, and
 * for each of these the engine can be told who may. The library's own key-value store asks for more, so that each
 * gateway could read the names of all others; and its watch is a consumer, which costs the engine so much that ten
 * thousand of them bring it down (docs/decisions/0036).
 */
final class OpenBucket {

    /**
     * How long an answer is waited for. Long, because an engine that was only slow does twice what is given up and
     * asked for again.
     */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** So that the library does not end a request by itself, which looks as if nobody were there to answer it. */
    private static final Duration LONGER = ANSWER.multipliedBy(2);

    private static final int NOT_FOUND = 404;

    private final Connection connection;
    private final JetStream jetStream;
    private final String name;
    private final String prefix;

    /**
     * Opens one; asks the engine for nothing yet.
     *
     * @param connection stays the caller's
     * @param name the bucket's name
     */
    OpenBucket(Connection connection, String name) throws IOException {
        this.connection = connection;
        this.jetStream = connection.jetStream(
                JetStreamOptions.builder().requestTimeout(ANSWER).build());
        this.name = name;
        this.prefix = NatsKeyValueUtil.toKeyPrefix(name);
    }

    /**
     * What is under a key.
     *
     * @param revision the engine's
     * @param value the value; empty if it was taken away
     */
    record Entry(long revision, byte[] value) {}

    Connection connection() {
        return connection;
    }

    /**
     * Has a listener told, until the connection is closed, when the bucket has taken a delivery. What the engine loses
     * on its way nobody tells.
     *
     * @param gateway for whom
     * @param listener is given the key and the revision in a thread of the library, for it not to hold up
     */
    void listen(String gateway, BiConsumer<String, Long> listener) {
        int start = FleetBucket.prefix(name).length();
        var unused = connection
                .createDispatcher()
                .subscribe(
                        FleetBucket.rings(name, gateway),
                        message -> listener.accept(message.getSubject().substring(start), revision(message)));
    }

    /** 0 if it is not told: what is there is read once then. */
    private static long revision(Message message) {
        Headers headers = message.getHeaders();
        String told = headers == null ? null : headers.getFirst(NATS_SEQUENCE);
        try {
            return told == null ? 0 : Long.parseLong(told);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Reads a key. Blocks on the engine, of which any server answers, also one that is not up to date yet.
     *
     * @return what is there; absent if nothing ever was
     */
    Optional<Entry> get(String key) throws IOException {
        String stream = NatsKeyValueUtil.toStreamName(name);
        String subject = DEFAULT_API_PREFIX + String.format(Locale.ROOT, JSAPI_DIRECT_GET_LAST, stream, prefix + key);
        try {
            Message answer =
                    connection.requestWithTimeout(subject, null, LONGER).get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (!answer.isStatusMessage()) {
                return Optional.of(entry(new KeyValueEntry(new MessageInfo(answer, stream, true))));
            }
            if (answer.getStatus().getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw new IOException("the engine does not show " + key + ": " + answer.getStatus());
        } catch (CancellationException e) {
            throw new IOException("no bucket " + name + " that can be read key by key", e);
        } catch (TimeoutException e) {
            throw new IOException("no answer from JetStream", e);
        } catch (ExecutionException | IllegalStateException e) {
            throw new IOException("the connection has ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (RuntimeException e) {
            throw new IOException("what the engine shows as " + key + " is no entry of a bucket", e);
        }
    }

    private static Entry entry(KeyValueEntry entry) {
        byte[] value = entry.getValue();
        boolean there = entry.getOperation() == KeyValueOperation.PUT && value != null;
        return new Entry(entry.getRevision(), there ? value : new byte[0]);
    }

    /** Puts a value, whatever is there. Blocks on the engine. */
    void put(String key, byte[] value) throws IOException, JetStreamApiException {
        var unused = jetStream.publish(prefix + key, value);
    }
}
