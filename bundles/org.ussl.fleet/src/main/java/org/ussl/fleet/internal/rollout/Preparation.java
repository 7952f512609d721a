// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.rollout;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.Bucket;
import org.ussl.fleet.internal.book.Bucket.Entry;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.book.Plan.Target;
import org.ussl.fleet.internal.book.Terms;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.SealedValue;

/**
 * Makes a roll-out: seals for each target what it will get and lays it beside the plan, so that any operator's machine
 * can carry it on without the files. Nothing is delivered before all is there.
 */
public final class Preparation {

    /** A number so far ahead of our clock was not made by a clock. */
    private static final long MOST_AHEAD_MILLIS = 24L * 60 * 60 * 1000;

    private final Book book;
    private final Clock clock;

    /**
     * Makes one.
     *
     * @param book the fleet's cards and roll-outs
     * @param clock for the numbers
     */
    public Preparation(Book book, Clock clock) {
        this.book = book;
        this.clock = clock;
    }

    /** What a gateway is sent. */
    public interface Content {

        /**
         * Makes the delivery.
         *
         * @param gateway for whom
         * @param number its number
         * @param previous its predecessor's
         * @return it
         */
        Delivery make(Party gateway, long number, long previous) throws IOException;
    }

    /**
     * Makes a roll-out.
     *
     * @param name its name
     * @param terms how it goes
     * @param gateways its targets
     * @param content what they get
     * @param progress is told how many are sealed
     * @return it, ready to be carried on
     * @throws ChangedException if there is one of this name, or another operator has stopped it
     * @throws UntrustedException if the engine shows what cannot be
     * @throws IOException if the engine does not answer
     * @throws GeneralSecurityException if the operator's key cannot be used
     */
    public Book.Seen make(String name, Terms terms, List<Enrolment> gateways, Content content, IntConsumer progress)
            throws IOException, ChangedException, UntrustedException, GeneralSecurityException {
        Bucket bucket = book.bucket();
        Instant now = clock.instant();
        Book.Seen seen = book.add(Plan.prepare(name, book.own().party().name(), now, terms));
        Map<String, Entry> before = bucket.all(Bucket.deliveries(terms.profile()));
        Reports reports = new Reports(bucket, book.own(), terms.profile());
        Map<String, Enrolment> enrolled = book.gateways();
        reports.read(enrolled);
        List<Target> targets = new ArrayList<>();
        for (Enrolment each : inOrder(gateways, new Attendance(bucket).read(enrolled), now)) {
            Party gateway = each.gateway();
            Optional<Entry> entry =
                    Optional.ofNullable(before.get(BucketKeys.delivery(gateway.name(), terms.profile())));
            long previous = Math.max(
                    entry.isEmpty() ? 0 : number(gateway.name(), entry.get()),
                    reports.of(gateway.name()).map(Report::taken).orElse(0L));
            long number = Math.max(clock.millis(), previous + 1);
            byte[] value = SealedValue.seal(content.make(gateway, number, previous), book.own());
            bucket.put(BucketKeys.next(name, gateway.name()), value, 0);
            targets.add(
                    new Target(gateway.name(), entry.map(Entry::revision).orElse(0L), number, Plan.digestOf(value)));
            progress.accept(targets.size());
        }
        try {
            return book.change(seen, plan -> plan.start(targets));
        } catch (ChangedException e) {
            // Stopped in the meantime, and tidied up; what was sealed since then would stay for ever.
            new RollOut(book, name, terms.profile(), clock).tidy();
            throw e;
        }
    }

    /** The gateways that are there come first: a first stage of those that are away would prove nothing. */
    private static List<Enrolment> inOrder(List<Enrolment> gateways, Map<String, Instant> seen, Instant now) {
        Comparator<Enrolment> absent = Comparator.comparing(
                each -> !Attendance.isThere(seen.getOrDefault(each.gateway().name(), Instant.EPOCH), now));
        return gateways.stream()
                .filter(each -> !each.revoked())
                .sorted(absent.thenComparing(each -> each.gateway().name()))
                .toList();
    }

    /** The number in clear, for which nobody vouches. */
    private long number(String gateway, Entry entry) throws IOException {
        try {
            long number = SealedValue.parse(entry.value()).number();
            if (number < clock.millis() + MOST_AHEAD_MILLIS) {
                return number;
            }
            throw new IOException(gateway + ": its delivery has the number " + number + ", which is of the future: the"
                    + " engine lies, or a clock went wrong. fleet revoke and enrol it again to begin anew");
        } catch (RefusedValueException e) {
            // Not one of ours, and so overwritten; the report tells which number was taken.
            return 0;
        }
    }
}
