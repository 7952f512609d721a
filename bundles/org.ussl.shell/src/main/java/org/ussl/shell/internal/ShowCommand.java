// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.Credentials;
import picocli.CommandLine.Command;

/** {@code ussl:show}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=show"})
public final class ShowCommand extends CredentialCommand<ShowCommand.Words> {

    @Command(
            name = "show",
            description = "Shows all that may be known of a profile; never a key.",
            footer = {"", "Example: ussl:show line-3"})
    static final class Words extends ProfileLine {}

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    /** For the declarative services. */
    public ShowCommand() {
        super(Words::new);
    }

    @Override
    @Nullable
    Credentials service() {
        return credentials;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        var info = inUse(line.profile);
        return Answer.of(CredentialWords.data(info), ProfileSheet.of(info));
    }
}
