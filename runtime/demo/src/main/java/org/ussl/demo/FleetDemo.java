// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The command {@code demo --fleet DIR}, which goes on until Ctrl-C. */
final class FleetDemo {
    private static final int PATIENCE_SECONDS = 120;

    private FleetDemo() {}

    /**
     * Runs it.
     *
     * @return the exit status
     */
    static int run(Report report, Path folder, String fleet, String server) throws IOException {
        FleetScenario scenario;
        try {
            Path script = Path.of(System.getProperty("ussl.gateway"));
            Engine engine = Engine.of(server);
            FleetFolder shared = FleetFolder.of(fleet);
            engine.check();
            scenario = new FleetScenario(
                    report,
                    new FleetGateway.Place(folder, script, Path.of(System.getProperty("ussl.telemetry")), feed(script)),
                    shared,
                    engine);
        } catch (DemoFailure e) {
            System.err.println("demo: " + e.getMessage());
            Demo.delete(folder);
            return 1;
        }
        CountDownLatch ended = new CountDownLatch(1);
        int[] status = {1};
        endAtSignal(Thread.currentThread(), ended, status, () -> {
            scenario.close();
            Demo.delete(folder);
        });
        FleetOutcome outcome = scenario.play();
        report.outcome(outcome);
        status[0] = outcome.reason().isEmpty() ? 0 : 1;
        ended.countDown();
        return status[0];
    }

    /** What a gateway's operator puts into its deploy folder for a fleet. */
    private static Path feed(Path script) throws IOException {
        try (DirectoryStream<Path> bundles =
                Files.newDirectoryStream(script.resolveSibling("extra"), "org.ussl.store.nats-*.jar")) {
            return bundles.iterator().next();
        }
    }

    /** Ctrl-C and SIGTERM are how it ends: the one who plays is told, and what he has counted is waited for. */
    private static void endAtSignal(Thread player, CountDownLatch ended, int[] status, Runnable cleanUp) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            player.interrupt();
                            boolean counted = false;
                            try {
                                counted = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                // Nobody waits for a shutdown hook's own interrupt.
                            }
                            cleanUp.run();
                            // The signal is no failure, which the JVM would answer with.
                            Runtime.getRuntime().halt(counted ? status[0] : 1);
                        },
                        "demo-clean-up"));
    }
}
