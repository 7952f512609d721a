// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.Terms;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.store.nats.internal.sealing.Delivery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "push",
        description = {
            "Delivers files of a profile: seals them for each gateway, lets them go stage by stage, and waits for the"
                    + " answers. An empty file takes that part out of the profile."
        },
        footer = {
            "",
            "Examples:",
            "  fleet push default --to gw-1 cert.pem private.key",
            "  fleet push default --to all --stages 1%%,10%%,100%% --pause 10m --limit 5%% renewed/"
        })
final class PushCommand extends RollOutCommand {

    @Parameters(index = "0", paramLabel = "PROFILE", description = "the profile, such as default")
    private String profile = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "ca.pem, cert.pem, private.key, crl.pem, credentials.p12, passphrase; or one folder, with such files"
                            + " or with a sub-folder for each gateway")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--to", required = true, paramLabel = "WHOM", description = "a gateway, a group, or all")
    private String to = "";

    @Option(
            names = "--stages",
            split = ",",
            paramLabel = "P%",
            converter = Percent.class,
            defaultValue = "100%",
            description = "shares of the gateways, those that are there first (default: 100%%)")
    private List<Double> stages = new ArrayList<>();

    @Option(
            names = "--pause",
            paramLabel = "TIME",
            converter = Span.class,
            defaultValue = "10m",
            description = "between a stage that has gone well and the next one (default: 10m)")
    private Duration pause = Duration.ZERO;

    @Option(
            names = "--limit",
            paramLabel = "P%",
            converter = Percent.class,
            defaultValue = "5%",
            description = "it stops when more than this share has failed (default: 5%%)")
    private double limit;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            converter = Span.class,
            defaultValue = "5m",
            description = "how long a gateway that is there may take before it counts as failed (default: 5m)")
    private Duration patience = Duration.ZERO;

    @Override
    int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        Terms terms = new Terms(profile, stages, pause, limit, patience);
        Upload upload = Upload.read(files);
        return with(book -> {
            List<Enrolment> targets = targets(book.gateways(), upload);
            return roll(
                    book,
                    terms,
                    targets,
                    (gateway, number, previous) -> new Delivery(
                            book.bucket().fleet(),
                            gateway,
                            book.own().party(),
                            profile,
                            number,
                            previous,
                            upload.of(gateway.name())));
        });
    }

    private List<Enrolment> targets(Map<String, Enrolment> gateways, Upload upload) throws Refusal {
        List<Enrolment> named = gateways.values().stream()
                .filter(each -> !each.revoked())
                .filter(each -> to.equals("all")
                        || each.gateway().name().equals(to)
                        || each.groups().contains(to))
                .toList();
        if (named.isEmpty()) {
            throw new Refusal(
                    to + ": no gateway and no group that is enrolled, or it was revoked; fleet list shows them");
        }
        for (String folder : upload.own().keySet()) {
            if (!gateways.containsKey(folder)) {
                throw new Refusal(folder + ": there is a folder for it, and no such gateway is enrolled");
            }
        }
        for (Enrolment each : named) {
            if (upload.of(each.gateway().name()).isEmpty()) {
                throw new Refusal(each.gateway().name() + ": there is no folder for it; nothing was sent to anyone");
            }
        }
        return named;
    }
}
