// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.Options;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The threads of the client's library, because those that it makes itself do not all end with its connection. */
public final class NatsThreads implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ExecutorService many;
    private final ExecutorService callbacks;
    private final ScheduledExecutorService timer;

    /**
     * Makes them.
     *
     * @param threads makes threads of a name
     */
    public NatsThreads(Function<String, ThreadFactory> threads) {
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

    /** Waits until the library's listeners have heard all that was said to this moment. */
    void awaitCallbacks() {
        try {
            callbacks.submit(() -> {}).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            // Then something of the reason is missing.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Interrupts them all. */
    @Override
    public void close() {
        List.of(many, callbacks, timer).forEach(ExecutorService::shutdownNow);
    }
}
