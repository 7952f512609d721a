// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.UntrustedException;
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
        Admission admission = Admission.of(files, groups, replace);
        return with(book -> {
            admission.enter(book, this::say);
            return FleetTool.DONE;
        });
    }
}
