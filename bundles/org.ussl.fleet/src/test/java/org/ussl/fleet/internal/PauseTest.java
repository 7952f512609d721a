// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialPart;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.Bucket;
import org.ussl.fleet.internal.book.Memory;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.book.Terms;
import org.ussl.fleet.internal.rollout.Preparation;
import org.ussl.fleet.internal.rollout.RollOut;
import org.ussl.fleet.internal.rollout.Tally;
import org.ussl.store.nats.internal.sealing.Delivery;

/** What an operator does between two stages. With Debian's nats-server; skipped without it. */
class PauseTest extends Stage {

    @Test
    void stoppedInTheMiddleItWaitsAndIsContinued() throws Exception {
        secondOperator("bob");
        List<SimulatedGateway> four = enrolled(4);
        // Nobody is there to answer, so it stands in its first stage for certain.
        Running push = new Running(
                "alice",
                "push",
                "default",
                "--to=all",
                "--stages=50%,100%",
                "--pause=0s",
                "--patience=1h",
                file("one"));
        String name = new Run(0, push.await("roll-out "), "").rollOut();
        push.await("stage 1/2");

        Run stop = fleet("bob", "stop", name);
        Run stopped = push.end();

        assertThat(stop.status()).as(stop.all()).isZero();
        assertThat(stop.out()).contains("stopped " + name + " in stage 1 of 2");
        assertThat(stopped.status()).as(stopped.all()).isEqualTo(FleetTool.STOPPED);
        assertThat(stopped.out()).contains("stopped: by bob", "fleet continue " + name);
        assertThat(fleet("alice", "status", name).out()).contains("stopped: by bob", "later");
        assertThat(fleet("bob", "stop", name).out()).contains("does not go on anyway: stopped");
        try (Connection connection = connect()) {
            assertThat(connection.keyValue(FLEET).keys("to.>"))
                    .containsExactlyInAnyOrder("to.gw-0.default", "to.gw-1.default");
        }

        four.forEach(this::start);
        Run rest = fleet("alice", "continue", name);

        assertThat(rest.status()).as(rest.all()).isZero();
        assertThat(four).allSatisfy(each -> assertThat(each.versions()).containsExactly("one"));
    }

    @Test
    void interruptedInAShellItGoesOnWhenItIsContinued() throws Exception {
        List<SimulatedGateway> two = enrolled(2);
        Running push = new Running("alice", "push", "default", "--to=all", "--patience=1h", file("one"));
        String name = new Run(0, push.await("roll-out "), "").rollOut();
        push.await("stage 1/1");

        push.interrupt();

        assertThat(push.end().status()).isEqualTo(FleetTool.FAILED);
        assertThat(fleet("alice", "status").out()).contains(name, "running");
        two.forEach(this::start);
        assertThat(fleet("alice", "continue", name).status()).isZero();
        assertThat(two).allSatisfy(each -> assertThat(each.versions()).containsExactly("one"));
    }

    @Test
    void pauseIsSeenInTheStatusAndNobodyGetsAnythingInIt() throws Exception {
        List<SimulatedGateway> two = enrolled(2);
        two.forEach(this::start);
        Running push =
                new Running("alice", "push", "default", "--to=all", "--stages=50%,100%", "--pause=1h", file("one"));
        String name = new Run(0, push.await("roll-out "), "").rollOut();
        push.await("; pause until ");

        Run status = fleet("alice", "status", name);
        fleet("alice", "stop", name);

        assertThat(status.out()).contains("stage 1/2: 1 of 2 applied; pause until ", "later");
        assertThat(push.end().status()).isEqualTo(FleetTool.STOPPED);
        try (Connection connection = connect()) {
            assertThat(connection.keyValue(FLEET).keys("to.>")).hasSize(1);
        }
    }

    @Test
    void nextStageBeginsWhenThePauseIsOver() throws Exception {
        List<SimulatedGateway> two = enrolled(2);
        two.forEach(this::start);
        Duration pause = Duration.ofMinutes(1);
        HandClock clock = new HandClock();
        List<Integer> stages = new ArrayList<>();
        AtomicInteger looks = new AtomicInteger();
        try (Connection connection = connect()) {
            Book book = book(connection);
            Terms terms = new Terms("default", List.of(50.0, 100.0), pause, 0, Duration.ofHours(1));
            new Preparation(book, clock)
                    .make(
                            "by-hand",
                            terms,
                            List.copyOf(book.gateways().values()),
                            (gateway, number, previous) -> new Delivery(
                                    FLEET,
                                    gateway,
                                    book.own().party(),
                                    "default",
                                    number,
                                    previous,
                                    List.of(new Delivery.File(
                                            CredentialPart.CA, Files.readAllBytes(Path.of(file("one")))))),
                            done -> {});

            Tally end = new RollOut(book, "by-hand", "default", clock).carryOn(tally -> {
                Plan.Course course = tally.plan().course();
                stages.add(course.stage());
                if (course.stage() == 1 && course.isSettled()) {
                    looks.incrementAndGet();
                    // Its last moment is still in the pause.
                    if (looks.get() == 2) {
                        clock.set(course.settled().plus(pause).minusMillis(1));
                    } else if (looks.get() == 4) {
                        clock.set(course.settled().plus(pause));
                    }
                }
            });

            assertThat(end.plan().course().state()).isEqualTo(Plan.State.DONE);
        }
        assertThat(stages).isSorted().startsWith(0).endsWith(2);
        assertThat(looks).as("looks in the pause, to its very end").hasValue(4);
        assertThat(two).allSatisfy(each -> assertThat(each.versions()).containsExactly("one"));
    }

    private Book book(Connection connection) throws Exception {
        Workplace place = new Workplace(folder.resolve("home-alice"));
        return new Book(
                new Bucket(connection, FLEET),
                place.keys(Optional.of(folder.resolve("passphrase")), question -> Optional.empty()),
                place.operators(),
                new Memory(folder.resolve("seen-by-hand")));
    }

    /** Goes on when it is told to. */
    private static final class HandClock extends Clock {

        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

        void set(Instant time) {
            now.set(time);
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
