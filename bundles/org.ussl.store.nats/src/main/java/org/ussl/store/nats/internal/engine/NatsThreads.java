// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Options;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/** The threads of the client's library, because those that it makes itself do not all end with its connection. */
final class NatsThreads implements AutoCloseable {

    private final ExecutorService many;
    private final ExecutorService callbacks;
    private final ScheduledExecutorService timer;

    /** Takes what makes threads of a name. */
    NatsThreads(Function<String, ThreadFactory> threads) {
        many = Executors.newCachedThreadPool(threads.apply("ussl-fleet-nats"));
        callbacks = Executors.newSingleThreadExecutor(threads.apply("ussl-fleet-nats-callback"));
        timer = Executors.newSingleThreadScheduledExecutor(threads.apply("ussl-fleet-nats-timer"));
    }

    Options.Builder use(Options.Builder options) {
        return options.executor(many)
                .connectExecutor(many)
                .readerExecutor(many)
                .writerExecutor(many)
                .callbackExecutor(callbacks)
                .scheduledExecutor(timer);
    }

    /** Interrupts them all. */
    @Override
    public void close() {
        List.of(many, callbacks, timer).forEach(ExecutorService::shutdownNow);
    }
}
