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

/** {@code ussl:profiles}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=profiles"})
public final class ProfilesCommand extends CredentialCommand<ProfilesCommand.Words> {

    @Command(
            name = "profiles",
            description = "Lists the profiles, with what is in use and what waits.",
            footer = {"", "Example: ussl:profiles"})
    static final class Words extends Line {}

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    /** For the declarative services. */
    public ProfilesCommand() {
        super(Words::new);
    }

    @Override
    @Nullable
    Credentials service() {
        return credentials;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        List<CredentialInfo> profiles = credentials().profiles();
        List<Object> data =
                List.copyOf(profiles.stream().map(CredentialWords::data).toList());
        return profiles.isEmpty()
                ? Answer.of(data, "nothing was delivered yet")
                : Answer.of(data, CredentialWords.table(profiles));
    }
}
