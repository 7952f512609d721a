// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.book.UntrustedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "continue",
        description = {
            "Carries a roll-out on that was interrupted or stopped, by whomever and on whatever machine. Who has not"
                    + " answered yet has all of the patience again."
        },
        footer = {"", "Example:", "  fleet continue 20270131-120000-3f2a --limit 10%%"})
final class ContinueCommand extends RollOutCommand {

    @Parameters(paramLabel = "ROLLOUT", description = "its name; fleet status lists them")
    private String name = "";

    @Option(names = "--limit", paramLabel = "P%", converter = Percent.class, description = "another limit from now on")
    private @Nullable Double limit;

    @Override
    int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        return with(book -> {
            Book.Seen seen = find(book, name);
            Plan.State state = seen.plan().course().state();
            if (seen.plan().targets().isEmpty()) {
                throw new Refusal(
                        name + " was interrupted while it was prepared, and nothing was delivered: push again;"
                                + " fleet stop " + name + " takes away what it has left");
            }
            if (state != Plan.State.DONE && (state == Plan.State.STOPPED || limit != null)) {
                Double other = limit;
                book.change(seen, plan -> (other == null ? plan : plan.limit(other)).resume(CLOCK.instant()));
            }
            return carryOn(book, name, seen.plan().terms().profile());
        });
    }
}
