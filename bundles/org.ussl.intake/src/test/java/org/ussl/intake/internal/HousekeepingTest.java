// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The threads that look at the clock end, in one way or the other. */
class HousekeepingTest {

    @Test
    void endsItsThreadWhenItIsClosed() throws Exception {
        CountDownLatch worked = new CountDownLatch(1);
        Housekeeping housekeeping = new Housekeeping("ussl-test-closed", worked::countDown);
        assertThat(worked.await(30, TimeUnit.SECONDS)).isTrue();
        housekeeping.close();
        assertEnds("ussl-test-closed");
    }

    /** Nobody closes what its framework has forgotten. */
    @Test
    void endsItsThreadWhenItIsOver() throws Exception {
        AtomicBoolean worked = new AtomicBoolean();
        CountDownLatch asked = new CountDownLatch(1);
        Housekeeping forgotten = new Housekeeping("ussl-test-over", () -> worked.set(true), () -> {
            asked.countDown();
            return true;
        });
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        assertEnds("ussl-test-over");
        assertThat(worked).isFalse();
        forgotten.close();
    }

    private static void assertEnds(String name) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                thread.join(30_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }
}
