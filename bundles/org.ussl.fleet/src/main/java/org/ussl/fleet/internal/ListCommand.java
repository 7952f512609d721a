// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.fleet.internal.rollout.Attendance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = {"Lists the gateways: whether they may be sent to, their groups, and when they were there last."},
        footer = {"", "Example:", "  fleet list --json"})
final class ListCommand extends FleetCommand {

    @Option(names = "--json", description = "one JSON array instead of a table")
    private boolean json;

    @Override
    int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        return with(book -> {
            Map<String, Enrolment> gateways = book.gateways();
            Map<String, Instant> seen = new Attendance(book.bucket()).read(gateways);
            List<Object> data = new ArrayList<>();
            Table table = new Table("GATEWAY", "STATE", "LAST SEEN", "GROUPS");
            for (Enrolment each : gateways.values()) {
                String name = each.gateway().name();
                String state = each.revoked() ? "revoked" : "enrolled";
                String last = When.of(seen.getOrDefault(name, Instant.EPOCH));
                table.row(name, state, last, String.join(" ", each.groups()));
                data.add(Map.of(
                        "gateway", name,
                        "state", state,
                        "lastSeen", last,
                        "groups", each.groups(),
                        "fingerprint", each.gateway().fingerprint()));
            }
            if (json) {
                say(Json.of(data));
            } else if (table.isEmpty()) {
                say("no gateway is enrolled yet; fleet enrol --help");
            } else {
                table.lines().forEach(this::say);
            }
            return FleetTool.DONE;
        });
    }
}
