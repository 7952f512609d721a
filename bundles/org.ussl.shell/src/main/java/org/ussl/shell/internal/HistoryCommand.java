// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.Credentials;
import picocli.CommandLine.Command;

/** {@code ussl:history}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=history"})
public final class HistoryCommand extends CredentialCommand<HistoryCommand.Words> {

    @Command(
            name = "history",
            description = "Lists the versions of a profile that are kept, newest first.",
            footer = {"", "Example: ussl:history line-3"})
    static final class Words extends ProfileLine {}

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    /** For the declarative services. */
    public HistoryCommand() {
        super(Words::new);
    }

    @Override
    @Nullable
    Credentials service() {
        return credentials;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        List<CredentialInfo> versions = credentials().history(line.profile);
        if (versions.isEmpty()) {
            throw new Refusal(line.profile + ": no such profile; ussl:profiles lists those that are");
        }
        List<Object> data =
                List.copyOf(versions.stream().map(CredentialWords::data).toList());
        return Answer.of(data, CredentialWords.table(versions));
    }
}
