// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.Versions;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.DeliveryGate;
import org.ussl.store.nats.internal.sealing.MarkFolder;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.Report.Outcome;
import org.ussl.store.nats.internal.sealing.SealedValue;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;

/** Values without an engine. */
class ArrivalsTest {

    private static final String FLEET = "plant";
    private static final String PROFILE = "line-3";
    private static final Duration AGAIN = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private final Semaphore tries = new Semaphore(0);
    private final CountDownLatch inUse = new CountDownLatch(1);
    private final Chores chores = new Chores("ussl-fleet-test");
    private volatile boolean storeIsThere = true;
    private PartyKeys operator;
    private PartyKeys gateway;
    private Arrivals arrivals;

    @BeforeEach
    void start() throws Exception {
        operator = SoftwareKeys.generate("alice");
        gateway = SoftwareKeys.generate("gw-1");
        DeliveryGate gate = new DeliveryGate(
                FLEET,
                gateway,
                () -> List.of(operator.party()),
                new MarkFolder(Files.createDirectories(folder.resolve("marks"))));
        Outbox outbox = new Outbox(
                FLEET,
                gateway,
                () -> List.of(operator.party()),
                new ReportFolder(Files.createDirectories(folder.resolve("reports"))),
                "1.2.3",
                Clock.systemUTC());
        DeliveryDesk desk = new DeliveryDesk(gate, new Writing(), new Versions(), "engine", Clock.systemUTC());
        arrivals = new Arrivals(FLEET, desk, outbox, chores, AGAIN, () -> {});
    }

    @AfterEach
    void stop() {
        chores.close();
    }

    @Test
    void offersAgainByItselfWhatCouldNotBeTakenYet() throws Exception {
        storeIsThere = false;
        arrivals.take(PROFILE, value(1, 0, "one"));
        assertThat(arrivals.reports().get(PROFILE).outcome()).isEqualTo(Outcome.LATER);

        storeIsThere = true;

        assertThat(inUse.await(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Each try of one was followed by one more of all. */
    @Test
    void triesWhatWaitsOnceInATimeHoweverMuchItIs() throws Exception {
        storeIsThere = false;
        byte[] value = value(1, 0, "one");
        byte[] other = value("line-4", 1, 0, "one");
        long start = System.nanoTime();
        chores.soon(() -> {
            arrivals.take(PROFILE, value);
            arrivals.take("line-4", other);
        });

        assertThat(tries.tryAcquire(16, 60, TimeUnit.SECONDS)).isTrue();

        int seen = 16 + tries.availablePermits();
        long rounds = Duration.ofNanos(System.nanoTime() - start).dividedBy(AGAIN) + 1;
        assertThat((long) seen).isLessThanOrEqualTo(2 * rounds);
    }

    private byte[] value(long number, long previous, String content) throws Exception {
        return value(PROFILE, number, previous, content);
    }

    private byte[] value(String profile, long number, long previous, String content) throws Exception {
        Delivery.File file = new Delivery.File(CredentialPart.CA, content.getBytes(StandardCharsets.US_ASCII));
        return SealedValue.seal(
                new Delivery(FLEET, gateway.party(), operator.party(), profile, number, previous, List.of(file)),
                operator);
    }

    /** Takes what it is given once the store is there. */
    private final class Writing implements CredentialIntake {

        @Override
        public IntakeReceipt offer(CredentialPath path, byte[] content, Origin origin)
                throws CredentialRejectedException {
            tries.release();
            if (!storeIsThere) {
                throw new CredentialRejectedException(
                        CredentialRejectedException.Reason.STORE_UNAVAILABLE, "no store at the moment");
            }
            inUse.countDown();
            return new IntakeReceipt(path, Status.COMMITTED, 1, "committed", List.of());
        }

        @Override
        public IntakeReceipt offer(CredentialPath path, byte[] content) {
            throw new AssertionError("nobody told who brings it");
        }

        @Override
        public IntakeReceipt remove(CredentialPath path) {
            throw new AssertionError("nothing was to be removed");
        }

        @Override
        public IntakeReceipt drop(String profile) {
            throw new AssertionError("nothing was to be dropped");
        }
    }
}
