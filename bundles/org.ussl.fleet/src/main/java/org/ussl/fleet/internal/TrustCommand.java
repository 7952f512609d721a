// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ussl.store.nats.internal.sealing.Party;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "trust",
        description = {
            "Believes what other operators have signed: which gateways are enrolled, and roll-outs. Compare the"
                    + " fingerprints with them first. Without a file, lists who is believed."
        },
        footer = {"", "Example:", "  fleet trust bob.card"})
final class TrustCommand extends FleetCommand {

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "cards of operators, one a line")
    private List<Path> files = new ArrayList<>();

    @Override
    int run() throws Refusal, IOException {
        Workplace place = workplace();
        place.settings();
        for (Path file : files) {
            for (Party operator : Workplace.cards(file)) {
                place.trust(operator);
            }
        }
        for (Party operator : place.operators()) {
            say(operator.name() + "  " + operator.fingerprint());
        }
        return FleetTool.DONE;
    }
}
