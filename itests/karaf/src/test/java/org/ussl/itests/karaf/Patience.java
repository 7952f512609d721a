// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what another process does, and so can only be asked again and again. */
final class Patience {
    private static final long SECONDS = 120;
    private static final long PAUSE_MILLIS = 100;

    private Patience() {}

    /** Waits until the condition holds. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = end();
        while (!condition.call()) {
            pause(what, end);
        }
    }

    /** Repeats the assertions until they hold; those of the last time count. */
    static void untilAsserted(Assertions assertions) throws Exception {
        long end = end();
        while (true) {
            try {
                assertions.run();
                return;
            } catch (AssertionError | IOException e) {
                // Nobody listens yet, for example.
                if (System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    static long end() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    }

    private static void pause(String what, long end) throws InterruptedException {
        if (System.nanoTime() > end) {
            throw new AssertionError("within " + SECONDS + " s there was no " + what);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }

    /** What is asserted. */
    interface Assertions {
        void run() throws Exception;
    }
}
