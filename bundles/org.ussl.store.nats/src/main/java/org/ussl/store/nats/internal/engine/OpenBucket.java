// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.support.NatsKeyValueUtil;
import java.io.IOException;
import java.time.Duration;

/**
 * A bucket over one connection, as a gateway uses it: with one request to watch and one for each put. The library's own
 * key-value store asks more of the engine, and would have to be allowed more there: with what it asks for, each gateway
 * could list the names of all others. Its watch also goes on by itself after a failure, where it had been, and so would
 * miss what servers put anew that have forgotten their last moments; here a watch that fails is at its end, and the
 * next one begins with the latest value of each key.
 */
final class OpenBucket {

    /** As the library has it for ordered consumers. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** Two heartbeats. The library looks once in this time, so that it takes twice as long at most. */
    private static final Duration SILENCE = Duration.ofSeconds(11);

    private final Connection connection;
    private final JetStream jetStream;
    private final String name;

    /**
     * Opens one; asks the engine for nothing yet.
     *
     * @param connection stays the caller's
     * @param name the bucket's name
     * @param patience how long an answer is waited for
     */
    OpenBucket(Connection connection, String name, Duration patience) throws IOException {
        this.connection = connection;
        this.jetStream = connection.jetStream(
                JetStreamOptions.builder().requestTimeout(patience).build());
        this.name = name;
    }

    /** What a watch brings, one after the other. */
    interface Watcher {

        /** The present value of a key. */
        void value(String key, byte[] value);

        /** Something is missing; nothing more comes. */
        void broken();
    }

    Connection connection() {
        return connection;
    }

    /**
     * Watches until the connection is closed: the latest value of each key, and then each change. Silence of the engine
     * is told to the connection's error listener.
     */
    void watch(String keys, Watcher watcher) throws IOException, JetStreamApiException {
        ConsumerConfiguration consumer = ConsumerConfiguration.builder()
                .deliverPolicy(DeliverPolicy.LastPerSubject)
                .ackPolicy(AckPolicy.None)
                .maxDeliver(1)
                .flowControl(HEARTBEAT)
                .memStorage(true)
                .numReplicas(1)
                .build();
        PushSubscribeOptions options = PushSubscribeOptions.builder().stream(NatsKeyValueUtil.toStreamName(name))
                .messageAlarmTime(SILENCE.toMillis())
                .configuration(consumer)
                .build();
        var unused = jetStream.subscribe(
                NatsKeyValueUtil.toKeyPrefix(name) + keys,
                connection.createDispatcher(),
                new InSequence(watcher),
                false,
                options);
    }

    /** Lets through what follows on what came before. In the dispatcher's thread alone. */
    private static final class InSequence implements MessageHandler {

        private final Watcher watcher;
        private long next = 1;

        InSequence(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public void onMessage(Message message) {
            if (next == 0) {
                return;
            }
            if (message.metaData().consumerSequence() != next) {
                next = 0;
                watcher.broken();
                return;
            }
            next++;
            KeyValueEntry entry = new KeyValueEntry(message);
            byte[] value = entry.getValue();
            if (entry.getOperation() == KeyValueOperation.PUT && value != null) {
                watcher.value(entry.getKey(), value);
            }
        }
    }

    /** Puts a value, whatever is there. */
    void put(String key, byte[] value) throws IOException, JetStreamApiException {
        var unused = jetStream.publish(NatsKeyValueUtil.toKeyPrefix(name) + key, value);
    }
}
