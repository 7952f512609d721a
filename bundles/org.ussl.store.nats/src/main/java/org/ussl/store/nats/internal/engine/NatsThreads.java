// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Options;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The threads of the client's library, because those that it makes itself do not all end with its connection. */
final class NatsThreads implements AutoCloseable {

    private final ExecutorService many = Executors.newCachedThreadPool(Chores.threads("ussl-fleet-nats"));
    private final ExecutorService callbacks =
            Executors.newSingleThreadExecutor(Chores.threads("ussl-fleet-nats-callback"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Chores.threads("ussl-fleet-nats-timer"));

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
