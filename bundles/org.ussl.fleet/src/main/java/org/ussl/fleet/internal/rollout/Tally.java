// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.book.Plan.Target;
import org.ussl.fleet.internal.rollout.Standing.State;
import org.ussl.store.nats.internal.sealing.Report;

/**
 * How each target of a roll-out stands.
 *
 * @param plan the roll-out
 * @param standings in the order of the targets
 */
public record Tally(Plan plan, List<Standing> standings) {

    /** A gateway says every minute that it is there; one that has missed two of them is not. */
    static final Duration ABSENCE = Duration.ofSeconds(150);

    /** Keeps the list. */
    public Tally {
        standings = List.copyOf(standings);
    }

    /** What is known of the gateways at one moment. */
    record Sight(
            Map<String, Enrolment> gateways,
            Reports reports,
            Map<String, Instant> seen,
            Set<String> overtaken,
            Instant now) {}

    static Tally of(Plan plan, Sight sight) {
        Set<Target> reached = Set.copyOf(plan.reached());
        return new Tally(
                plan,
                plan.targets().stream()
                        .map(target -> standing(plan, target, reached.contains(target), sight))
                        .toList());
    }

    private static Standing standing(Plan plan, Target target, boolean reached, Sight sight) {
        String name = target.gateway();
        Instant seen = sight.seen.getOrDefault(name, Instant.EPOCH);
        Enrolment gateway = sight.gateways.get(name);
        if (gateway == null || gateway.revoked()) {
            return new Standing(name, State.REVOKED, 0, seen, "");
        }
        if (!reached) {
            return new Standing(name, State.LATER, 0, seen, "");
        }
        Optional<Report> report = sight.reports.of(name);
        if (report.isPresent() && report.get().digest().startsWith(target.digest())) {
            State state = switch (report.get().outcome()) {
                case IN_USE -> State.APPLIED;
                case WAITS -> State.WAITS;
                case REFUSED -> State.REFUSED;
                case LATER -> State.TRYING;
            };
            if (state != State.TRYING) {
                return new Standing(
                        name, state, report.get().revision(), seen, report.get().message());
            }
        }
        if (sight.overtaken.contains(name)) {
            return new Standing(
                    name, State.OVERTAKEN, 0, seen, "another delivery has come in between, and was not overwritten");
        }
        if (report.isPresent() && report.get().taken() > target.number()) {
            return new Standing(
                    name, State.OVERTAKEN, report.get().revision(), seen, "another delivery has come after this one");
        }
        String message = report.filter(said -> said.digest().startsWith(target.digest()))
                .map(Report::message)
                .orElse("");
        return new Standing(name, unanswered(plan, seen, sight.now, !message.isEmpty()), 0, seen, message);
    }

    private static State unanswered(Plan plan, Instant seen, Instant now, boolean tries) {
        Instant begun = plan.course().begun();
        boolean known = seen.isAfter(Instant.EPOCH);
        if (known && seen.isBefore(begun.minus(ABSENCE))) {
            return State.OFFLINE;
        }
        if (now.isBefore(begun.plus(plan.terms().patience()))) {
            return tries ? State.TRYING : State.AWAITED;
        }
        // Who has never been there yet cannot have been put off by what was delivered.
        return known ? State.SILENT : State.OFFLINE;
    }

    /** How many stand so. */
    public long count(State state) {
        return standings.stream().filter(each -> each.state() == state).count();
    }

    /** Whether the stage that has begun has ended. */
    boolean isSettled() {
        return standings.stream().allMatch(each -> each.state().isSettled());
    }

    /** How many count against the limit. */
    public long failures() {
        return standings.stream().filter(each -> each.state().isFailure()).count();
    }

    /** The failures' share of those that were delivered to, in percent. */
    double share() {
        int reached = plan.reached().size();
        return reached == 0 ? 0 : 100.0 * failures() / reached;
    }

    /** Why it must not go on; absent if it may. */
    Optional<String> obstacle() {
        if (failures() == 0 || share() <= plan.terms().limit()) {
            return Optional.empty();
        }
        Standing first = standings.stream()
                .filter(each -> each.state().isFailure())
                .findFirst()
                .orElseThrow();
        return Optional.of((failures() + " of " + plan.reached().size() + " failed, more than "
                        + plan.terms().limit() + "%; " + first.gateway() + ": "
                        + first.state().word() + " "
                        + first.message())
                .replace('\n', ' ')
                .strip());
    }
}
