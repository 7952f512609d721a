// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.Credentials;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.PendingPart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ussl:pending}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=pending"})
public final class PendingCommand extends CredentialCommand<PendingCommand.Words> {

    @Command(
            name = "pending",
            description = "Lists the certificates and keys that wait for their counterpart, or drops a profile's.",
            footer = {"", "Example: ussl:pending", "Example: ussl:pending --drop line-3"})
    static final class Words extends Line {
        @Option(names = "--drop", description = "Drop what waits in the profile; what is in use stays.")
        boolean drop;

        @Parameters(index = "0", arity = "0..1", paramLabel = "PROFILE", description = "This profile only.")
        @Nullable
        String profile;
    }

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable CredentialIntake intake;

    /** For the declarative services. */
    public PendingCommand() {
        super(Words::new);
    }

    @Override
    @Nullable
    Credentials service() {
        return credentials;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        String profile = line.profile;
        if (!line.drop) {
            return list(profile);
        }
        if (profile == null) {
            throw new Refusal("--drop needs a profile");
        }
        try {
            IntakeReceipt receipt = GatewayService.require(intake, "The credential intake")
                    .drop(profile, CredentialWords.origin(session));
            return Answer.of(Map.of("ok", true, "message", receipt.message()), Text.printable(receipt.message()));
        } catch (CredentialRejectedException | IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }

    private Answer list(@Nullable String profile) throws Refusal {
        Table table = new Table(List.of("PROFILE", "WHAT WAITS"), 16);
        List<Object> data = new ArrayList<>();
        for (CredentialInfo info : credentials().profiles()) {
            if (profile == null || info.profile().equals(profile)) {
                for (PendingPart part : info.pendingParts()) {
                    table.row(info.profile(), PendingWords.of(part));
                    Map<String, Object> one = new LinkedHashMap<>(CredentialWords.data(part));
                    one.put("profile", info.profile());
                    data.add(one);
                }
            }
        }
        return data.isEmpty() ? Answer.of(data, "nothing waits") : Answer.of(data, table);
    }
}
