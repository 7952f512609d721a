// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ussl.tls.TlsService;

/**
 * Connects again and again, by a socket and by an engine in turn, and notes the first that is refused. A handshake that
 * takes so long that a store which stops has run out of patience with it is none to judge by; that happens where the
 * machine stands still.
 */
final class Visitors {
    /** Less than a store that stops waits for handshakes. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    private final TlsService tls;
    private final String profile;
    private final AtomicInteger served = new AtomicInteger();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean running = true;

    Visitors(TlsService tls, String profile) {
        this.tls = tls;
        this.profile = profile;
    }

    Visitors start() {
        Thread thread = new Thread(this::run, "visitors-" + profile);
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run() {
        Talk sockets = new Talk(tls);
        try {
            for (int i = 0; running; i++) {
                long begun = System.nanoTime();
                try {
                    if (i % 2 == 0) {
                        sockets.over(profile, i % 4 == 0 ? "TLSv1.3" : "TLSv1.2");
                    } else {
                        new EngineTalk(tls, profile).say();
                    }
                    served.incrementAndGet();
                } catch (Exception e) {
                    if (System.nanoTime() - begun < QUICK.toNanos()) {
                        throw new AssertionError("refused after " + served + " that were served", e);
                    }
                }
            }
            done.complete(null);
        } catch (Throwable e) {
            done.completeExceptionally(e);
        }
    }

    /** Ends them; gives how many were served, and fails if one was refused. */
    int stop() throws Exception {
        running = false;
        done.get(90, TimeUnit.SECONDS);
        return served.get();
    }
}
