// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.Credentials;
import org.ussl.credential.GatewayProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ussl:rollback}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=rollback"})
public final class RollbackCommand extends CredentialCommand<RollbackCommand.Words> {

    @Command(
            name = "rollback",
            description = "Puts a version that is kept into use again, as a new revision.",
            footer = {"", "Example: ussl:rollback line-3 4"})
    static final class Words extends ProfileLine {
        @Parameters(index = "1", paramLabel = "REVISION", description = "A revision that ussl:history lists.")
        long revision;
    }

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    /** For the declarative services. */
    public RollbackCommand() {
        super(Words::new);
    }

    @Override
    @Nullable
    Credentials service() {
        return credentials;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        try {
            CredentialInfo info = credentials().rollback(line.profile, line.revision, CredentialWords.origin(session));
            String message =
                    line.profile + ": rolled back to revision " + line.revision + ", now revision " + info.revision();
            return Answer.of(Map.of("ok", true, "message", message, "revision", info.revision()), message);
        } catch (IllegalArgumentException e) {
            if (GatewayProfile.isName(line.profile)) {
                throw new Refusal(String.valueOf(e.getMessage()));
            }
            throw new Refusal(line.profile + ": revision " + line.revision + " is not kept; ussl:history "
                    + line.profile + " lists those that are");
        } catch (UncheckedIOException e) {
            throw new Refusal(line.profile + ": not rolled back, nothing has changed: " + e.getMessage());
        }
    }
}
