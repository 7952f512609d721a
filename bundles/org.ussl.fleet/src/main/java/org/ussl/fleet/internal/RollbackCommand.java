// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.book.Terms;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.store.nats.internal.sealing.Delivery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        description = {
            "Stops a roll-out and takes it back: each gateway that it has reached uses again what it used before, as a"
                    + " new revision. It is a roll-out of its own, with a single stage."
        },
        footer = {"", "Example:", "  fleet rollback 20270131-120000-3f2a"})
final class RollbackCommand extends RollOutCommand {

    private static final double NO_LIMIT = 100;

    @Parameters(paramLabel = "ROLLOUT", description = "its name; fleet status lists them")
    private String name = "";

    @Override
    int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        return with(book -> {
            Book.Seen seen = find(book, name);
            if (seen.plan().course().state() == Plan.State.RUNNING) {
                seen = book.change(
                        seen,
                        plan -> plan.stop("taken back by " + book.own().party().name()));
            }
            Map<String, Long> undone = new TreeMap<>();
            seen.plan().reached().forEach(target -> undone.put(target.gateway(), target.number()));
            List<Enrolment> targets = book.gateways().values().stream()
                    .filter(each ->
                            !each.revoked() && undone.containsKey(each.gateway().name()))
                    .toList();
            if (targets.isEmpty()) {
                throw new Refusal(name + " has reached no gateway: there is nothing to take back");
            }
            String profile = seen.plan().terms().profile();
            Terms terms = new Terms(
                    profile,
                    List.of(100.0),
                    Duration.ZERO,
                    NO_LIMIT,
                    seen.plan().terms().patience());
            return roll(
                    book,
                    terms,
                    targets,
                    (gateway, number, previous) -> Delivery.rollback(
                            book.bucket().fleet(),
                            gateway,
                            book.own().party(),
                            profile,
                            number,
                            previous,
                            undone.getOrDefault(gateway.name(), previous)));
        });
    }
}
