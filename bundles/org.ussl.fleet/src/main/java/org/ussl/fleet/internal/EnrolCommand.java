// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.store.nats.internal.sealing.Party;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "enrol",
        description = {
            "Enrols gateways by their cards. Who is enrolled can be sent to. Where a card came by a way that is not"
                    + " trusted, compare its fingerprint with the one that the gateway shows."
        },
        footer = {"", "Example:", "  fleet enrol gw-1.card gw-2.card --group line-3"})
final class EnrolCommand extends FleetCommand {

    @Parameters(arity = "1..*", paramLabel = "CARD", description = "files with cards of gateways, one a line")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--group",
            paramLabel = "G",
            description = "a group that they are in from now on; may be given again")
    private List<String> groups = new ArrayList<>();

    @Option(names = "--replace", description = "take the card also where the gateway is enrolled with other keys")
    private boolean replace;

    @Override
    int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        for (String group : groups) {
            if (!Party.isName(group) || group.equals("all")) {
                throw new IllegalArgumentException("--group: must be a-z, 0-9, dash, underscore, and not all");
            }
        }
        List<Party> cards = new ArrayList<>();
        for (Path file : files) {
            cards.addAll(Workplace.cards(file));
        }
        return with(book -> {
            for (Party card : cards) {
                Optional<Enrolment> there = book.gateway(card.name());
                if (there.isPresent() && !there.get().gateway().equals(card) && !replace) {
                    throw new Refusal(card.name() + " is enrolled with other keys ("
                            + there.get().gateway().fingerprint().substring(0, 16)
                            + "...); if it was set up anew, say so by --replace");
                }
                Enrolment now = book.enrol(card.name(), before -> after(card, before));
                say("enrolled " + card.name() + "  " + card.fingerprint() + "  " + String.join(" ", now.groups()));
            }
            return FleetTool.DONE;
        });
    }

    private Enrolment after(Party card, Optional<Enrolment> before) {
        List<String> all = new ArrayList<>(groups);
        before.ifPresent(there -> all.addAll(there.groups()));
        long serial = before.map(Enrolment::serial).orElse(0L);
        Enrolment same = new Enrolment(card, serial, false, all);
        return before.filter(same::equals).orElse(new Enrolment(card, serial + 1, false, all));
    }
}
