// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.book.Terms;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.fleet.internal.rollout.Preparation;
import org.ussl.fleet.internal.rollout.RollOut;
import org.ussl.fleet.internal.rollout.Standing;
import org.ussl.fleet.internal.rollout.Standing.State;
import org.ussl.fleet.internal.rollout.Tally;

/** What the commands that make or carry on a roll-out have in common. */
abstract class RollOutCommand extends FleetCommand {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MOST_SHOWN = 20;

    /** Makes one and carries it on. */
    int roll(Book book, Terms terms, List<Enrolment> targets, Preparation.Content content)
            throws IOException, ChangedException, UntrustedException, GeneralSecurityException, InterruptedException {
        byte[] random = new byte[2];
        new SecureRandom().nextBytes(random);
        String name = NAME.format(CLOCK.instant()) + "-" + HexFormat.of().formatHex(random);
        say("roll-out " + name + ": " + terms.profile() + " to " + targets.size()
                + (targets.size() == 1 ? " gateway" : " gateways"));
        say("sealing; when this is interrupted before the first stage, push again");
        new Preparation(book, CLOCK).make(name, terms, targets, content, count -> {});
        say("under way; when this is interrupted: fleet continue " + name);
        return carryOn(book, name, terms.profile());
    }

    /** Carries one on to its end. */
    int carryOn(Book book, String name, String profile)
            throws IOException, UntrustedException, GeneralSecurityException, InterruptedException {
        Course course = new Course(out(), seat().terminal());
        Tally tally = new RollOut(book, name, profile, CLOCK).carryOn(course);
        course.end();
        return conclude(tally);
    }

    private int conclude(Tally tally) {
        Plan plan = tally.plan();
        Table failures = new Table("GATEWAY", "STATE", "WHY");
        tally.standings().stream()
                .filter(each -> each.state().isFailure())
                .limit(MOST_SHOWN)
                .forEach(each -> failures.row(each.gateway(), each.state().word(), each.message()));
        if (!failures.isEmpty()) {
            failures.lines().forEach(this::say);
        }
        long offline = tally.standings().stream()
                .map(Standing::state)
                .filter(State.OFFLINE::equals)
                .count();
        if (offline > 0) {
            say(offline + " offline: what waits for them is taken when they are back");
        }
        if (plan.course().state() == Plan.State.STOPPED) {
            say("stopped: " + plan.course().reason());
            say("go on: fleet continue " + plan.name() + "   go back: fleet rollback " + plan.name());
            return FleetTool.STOPPED;
        }
        say("done: " + Course.line(tally));
        return tally.failures() > 0 ? FleetTool.STOPPED : FleetTool.DONE;
    }

    /** The roll-out of a name. */
    static Book.Seen find(Book book, String name) throws IOException, UntrustedException, Refusal {
        return book.plan(name)
                .orElseThrow(() -> new Refusal(name + ": there is no such roll-out; fleet status lists them"));
    }
}
