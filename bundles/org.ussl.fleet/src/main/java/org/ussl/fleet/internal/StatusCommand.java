// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.Bucket;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.Plan;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.fleet.internal.rollout.Attendance;
import org.ussl.fleet.internal.rollout.RollOut;
import org.ussl.fleet.internal.rollout.Standing;
import org.ussl.fleet.internal.rollout.Standing.State;
import org.ussl.fleet.internal.rollout.Tally;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        description = {
            "Shows all roll-outs, how each gateway stands in one of them, or what a gateway says of each of its"
                    + " profiles: the revision in use, what was refused and why, since when it is away."
        },
        footer = {
            "",
            "Examples:",
            "  fleet status",
            "  fleet status gw-17",
            "  fleet status 20270131-120000-3f2a --json"
        })
final class StatusCommand extends FleetCommand {

    @Parameters(arity = "0..1", paramLabel = "ROLLOUT|GATEWAY", description = "which one; all roll-outs without it")
    private @Nullable String which;

    @Option(names = "--json", description = "JSON instead of a table")
    private boolean json;

    @Override
    int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        return with(book -> {
            String name = which;
            if (name == null) {
                plans(book);
                return FleetTool.DONE;
            }
            Optional<Book.Seen> plan = book.plan(name);
            if (plan.isPresent()) {
                plan(book, plan.get().plan());
                return FleetTool.DONE;
            }
            gateway(
                    book,
                    book.gateway(name)
                            .orElseThrow(() -> new Refusal(name + ": no roll-out and no gateway has this name; fleet"
                                    + " status and fleet list show them")));
            return FleetTool.DONE;
        });
    }

    private void plans(Book book) throws IOException, UntrustedException {
        Table table = new Table("ROLL-OUT", "PROFILE", "STATE", "STAGE", "REACHED", "BY");
        List<Object> data = new ArrayList<>();
        for (Plan plan : book.plans().values()) {
            String state = plan.course().state().name().toLowerCase(Locale.ROOT);
            int stages = plan.terms().stages().size();
            table.row(
                    plan.name(),
                    plan.terms().profile(),
                    state,
                    plan.course().stage() + "/" + stages,
                    plan.reached().size() + "/" + plan.targets().size(),
                    plan.author());
            data.add(Map.of(
                    "rollout", plan.name(),
                    "profile", plan.terms().profile(),
                    "state", state,
                    "stage", plan.course().stage(),
                    "stages", stages,
                    "reached", plan.reached().size(),
                    "targets", plan.targets().size(),
                    "by", plan.author(),
                    "reason", plan.course().reason()));
        }
        show(data, table, "no roll-out was made yet; fleet push --help");
    }

    private void plan(Book book, Plan plan) throws IOException, UntrustedException, GeneralSecurityException {
        Tally tally = new RollOut(book, plan.name(), plan.terms().profile(), CLOCK).look(plan);
        Table table = new Table("GATEWAY", "STATE", "REV", "LAST SEEN", "WHAT IT SAYS");
        List<Object> gateways = new ArrayList<>();
        for (Standing each : tally.standings()) {
            String revision = each.revision() == 0 ? "-" : Long.toString(each.revision());
            String says = each.state() == State.OFFLINE ? When.awaySince(each.seen(), CLOCK.instant()) : each.message();
            table.row(each.gateway(), each.state().word(), revision, When.of(each.seen()), says);
            gateways.add(Map.of(
                    "gateway", each.gateway(),
                    "state", each.state().word(),
                    "revision", each.revision(),
                    "lastSeen", When.of(each.seen()),
                    "message", says));
        }
        String state = plan.course().state().name().toLowerCase(Locale.ROOT);
        if (!json) {
            say(plan.name() + "  " + plan.terms().profile() + "  " + state + "  " + Course.line(tally));
            if (!plan.course().reason().isEmpty()) {
                say("stopped: " + plan.course().reason());
            }
        }
        show(
                Map.of(
                        "rollout", plan.name(),
                        "profile", plan.terms().profile(),
                        "state", state,
                        "reason", plan.course().reason(),
                        "failures", tally.failures(),
                        "gateways", gateways),
                table,
                "it was not prepared to its end, and nothing was delivered; push again");
    }

    private void gateway(Book book, Enrolment gateway) throws IOException, GeneralSecurityException {
        String name = gateway.gateway().name();
        Instant seen = new Attendance(book.bucket()).read(Map.of(name, gateway)).getOrDefault(name, Instant.EPOCH);
        Table table = new Table("PROFILE", "STATE", "REV", "SAID AT", "WHAT IT SAYS");
        List<Object> profiles = new ArrayList<>();
        for (Map.Entry<String, Bucket.Entry> each :
                book.bucket().all("from." + name + ".*").entrySet()) {
            String profile = BucketKeys.last(each.getKey()).orElse("");
            try {
                Report report = Report.open(
                        each.getValue().value(), book.own(), book.bucket().fleet(), gateway.gateway(), profile);
                String state = report.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                table.row(profile, state, report.revision(), When.of(report.at()), report.message());
                profiles.add(Map.of(
                        "profile", profile,
                        "state", state,
                        "revision", report.revision(),
                        "at", When.of(report.at()),
                        "message", report.message()));
            } catch (RefusedValueException e) {
                table.row(profile, "-", "-", "-", "its report " + e.getMessage());
            }
        }
        String state = gateway.revoked() ? "revoked" : "enrolled";
        String away = When.awaySince(seen, CLOCK.instant());
        if (!json) {
            say(name + "  " + state + "  " + (away.isEmpty() ? "there" : away) + "  last seen " + When.of(seen)
                    + "  groups: " + String.join(" ", gateway.groups()));
            say("fingerprint " + gateway.gateway().fingerprint());
        }
        show(
                Map.of(
                        "gateway", name,
                        "state", state,
                        "lastSeen", When.of(seen),
                        "away", away,
                        "groups", gateway.groups(),
                        "profiles", profiles),
                table,
                "it has said nothing of any profile yet");
    }

    private void show(Object data, Table table, String nothing) {
        if (json) {
            say(Json.of(data));
        } else if (table.isEmpty()) {
            say(nothing);
        } else {
            table.lines().forEach(this::say);
        }
    }
}
