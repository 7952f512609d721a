// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.fleet.internal.rollout.RollOut;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "stop",
        description = {
            "Stops a roll-out, whoever carries it on. What was delivered stays: fleet rollback takes it back."
        },
        footer = {"", "Example:", "  fleet stop 20270131-120000-3f2a"})
final class StopCommand extends RollOutCommand {

    @Parameters(paramLabel = "ROLLOUT", description = "its name; fleet status lists them")
    private String name = "";

    @Override
    int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        return with(book -> {
            Book.Seen seen = find(book, name);
            Plan.State state = seen.plan().course().state();
            if (state == Plan.State.DONE || state == Plan.State.STOPPED) {
                say(name + " does not go on anyway: " + state.name().toLowerCase(java.util.Locale.ROOT));
                return FleetTool.DONE;
            }
            book.change(seen, plan -> plan.stop("by " + book.own().party().name()));
            if (state == Plan.State.PREPARING) {
                // Nobody can go on with it, because nobody else has the files.
                new RollOut(book, name, seen.plan().terms().profile(), CLOCK).tidy();
                say("stopped " + name + " while it was prepared; nothing was delivered, and what was sealed is gone");
                return FleetTool.DONE;
            }
            say("stopped " + name + " in stage " + seen.plan().course().stage() + " of "
                    + seen.plan().terms().stages().size());
            return FleetTool.DONE;
        });
    }
}
