// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.rollout;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.Bucket;
import org.ussl.fleet.internal.book.Bucket.Entry;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.book.Plan.State;
import org.ussl.fleet.internal.book.Plan.Target;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.store.nats.internal.engine.BucketKeys;

/**
 * Carries a roll-out on. Every step can be done twice, and is found in the bucket: whoever is killed in it, or does it
 * at the same time as another operator, does no harm.
 */
public final class RollOut {

    private static final Duration AT_LEAST = Duration.ofMillis(500);

    private final Book book;
    private final Bucket bucket;
    private final String name;
    private final Clock clock;
    private final Set<String> overtaken = new HashSet<>();
    private int released;
    private final Reports reports;
    private final Attendance attendance;

    /**
     * Takes one up.
     *
     * @param book the fleet's cards and roll-outs
     * @param name the roll-out's name
     * @param profile the profile that it delivers
     * @param clock for the pauses
     */
    public RollOut(Book book, String name, String profile, Clock clock) {
        this.book = book;
        this.bucket = book.bucket();
        this.name = name;
        this.clock = clock;
        this.attendance = new Attendance(bucket);
        this.reports = new Reports(bucket, book.own(), profile);
    }

    /**
     * Carries it on until it is done or stopped, here or elsewhere. Blocks as long as that takes.
     *
     * @param progress is told how it stands, now and then
     * @return how it stands at the end
     * @throws UntrustedException if the engine shows what is not by an operator
     * @throws IOException if the engine does not answer
     * @throws GeneralSecurityException if the operator's key cannot be used
     * @throws InterruptedException if it is interrupted
     */
    public Tally carryOn(Consumer<Tally> progress)
            throws IOException, UntrustedException, GeneralSecurityException, InterruptedException {
        while (true) {
            long start = System.nanoTime();
            Book.Seen seen = book.plan(name).orElseThrow(() -> new IOException(name + ": there is no such roll-out"));
            Map<String, Enrolment> gateways = book.gateways();
            if (seen.plan().course().state() == State.RUNNING) {
                release(seen.plan(), gateways);
            }
            Tally tally = tally(seen.plan(), gateways);
            progress.accept(tally);
            if (seen.plan().course().state() != State.RUNNING) {
                if (seen.plan().course().state() == State.DONE) {
                    tidy();
                }
                return tally;
            }
            if (!step(seen, tally)) {
                // Not more than a third of the time for looking.
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                Duration rest = took.multipliedBy(2);
                Thread.sleep((rest.compareTo(AT_LEAST) < 0 ? AT_LEAST : rest).toMillis());
            }
        }
    }

    /**
     * Looks how it stands, without doing anything.
     *
     * @param plan the roll-out
     * @return how each target stands
     * @throws UntrustedException if the engine shows what is not by an operator
     * @throws IOException if the engine does not answer
     * @throws GeneralSecurityException if the operator's key cannot be used
     */
    public Tally look(Plan plan) throws IOException, UntrustedException, GeneralSecurityException {
        Map<String, Enrolment> gateways = book.gateways();
        Map<String, Entry> deliveries =
                bucket.all(Bucket.deliveries(plan.terms().profile()));
        for (Target target : plan.reached()) {
            Entry entry = deliveries.get(
                    BucketKeys.delivery(target.gateway(), plan.terms().profile()));
            // What is as it was when the plan was made has not been released yet.
            if (entry != null
                    && entry.revision() != target.seen()
                    && !Plan.digestOf(entry.value()).equals(target.digest())) {
                overtaken.add(target.gateway());
            }
        }
        return tally(plan, gateways);
    }

    private Tally tally(Plan plan, Map<String, Enrolment> gateways) throws IOException, GeneralSecurityException {
        reports.read(gateways);
        return Tally.of(
                plan, new Tally.Sight(gateways, reports, attendance.read(gateways), overtaken, clock.instant()));
    }

    /**
     * Takes away what was sealed for it: where it is done, it lies where its gateways fetch it.
     *
     * @throws IOException if the engine does not answer
     */
    public void tidy() throws IOException {
        for (String key : bucket.all(BucketKeys.nexts(name)).keySet()) {
            bucket.purge(key);
        }
    }

    /** Changes the plan if it is time to; whether it has. */
    private boolean step(Book.Seen seen, Tally tally) throws IOException, GeneralSecurityException {
        Plan plan = seen.plan();
        Instant now = clock.instant();
        try {
            Optional<String> obstacle = tally.obstacle();
            if (obstacle.isPresent()) {
                book.change(seen, stopped -> stopped.stop(obstacle.get()));
            } else if (!plan.course().isSettled()) {
                if (!tally.isSettled()) {
                    return false;
                }
                book.change(seen, ended -> ended.settle(now));
            } else if (plan.course().stage() == 0
                    || !now.isBefore(plan.course().settled().plus(plan.terms().pause()))) {
                book.change(seen, next -> next.begin(now));
            } else {
                return false;
            }
        } catch (ChangedException e) {
            // Another operator carries it on too, or has stopped it: the next look tells.
            return true;
        }
        return true;
    }

    /** Delivers to those whose stage has begun. What was delivered already stays as it is. */
    private void release(Plan plan, Map<String, Enrolment> gateways) throws IOException, UntrustedException {
        int end = plan.reached().size();
        for (Target target : plan.targets().subList(Math.min(released, end), end)) {
            Enrolment gateway = gateways.get(target.gateway());
            if (gateway != null && !gateway.revoked()) {
                release(plan.terms().profile(), target);
            }
        }
        released = end;
    }

    private void release(String profile, Target target) throws IOException, UntrustedException {
        String key = BucketKeys.delivery(target.gateway(), profile);
        bucket.noteSent(target.gateway(), profile);
        deliver(key, target);
        // Whoever revokes it changes its card first, and takes away afterwards what is there: either he has seen what
        // was put in that moment, or we see that he was there.
        if (isRevoked(target)) {
            bucket.purge(key);
        }
    }

    private boolean isRevoked(Target target) throws IOException, UntrustedException {
        return book.gateway(target.gateway()).map(Enrolment::revoked).orElse(true);
    }

    private void deliver(String key, Target target) throws IOException, UntrustedException {
        Entry next = bucket.get(BucketKeys.next(name, target.gateway())).orElse(null);
        if (next != null && Plan.digestOf(next.value()).equals(target.digest())) {
            try {
                bucket.put(key, next.value(), target.seen());
                return;
            } catch (ChangedException e) {
                // By us, before we were interrupted, or by somebody else.
            }
        }
        Entry there = bucket.get(key).orElse(null);
        if (there != null && Plan.digestOf(there.value()).equals(target.digest())) {
            return;
        }
        if (isRevoked(target)) {
            return;
        }
        if ((there == null ? 0 : there.revision()) == target.seen()) {
            throw new IOException(BucketKeys.next(name, target.gateway())
                    + ": the engine does not show what was sealed; stop the roll-out (fleet stop " + name
                    + ") and push again");
        }
        overtaken.add(target.gateway());
    }
}
