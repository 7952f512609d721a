// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.Credentials;
import org.ussl.credential.IntakeReceipt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ussl:remove}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=remove"})
public final class RemoveCommand extends CredentialCommand<RemoveCommand.Words> {

    @Command(
            name = "remove",
            description = {
                "Takes a part out of a profile; one that waits goes first.",
                "Certificate and key go together. The version before stays in ussl:history."
            },
            footer = {"", "Example: ussl:remove line-3 crl.pem"})
    static final class Words extends ProfileLine {
        @Parameters(
                index = "1",
                paramLabel = "PART",
                description = "ca.pem, cert.pem, private.key or crl.pem; there is no default, so that nothing goes"
                        + " unasked.")
        String part = "";
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
    public RemoveCommand() {
        super(Words::new);
    }

    @Override
    @Nullable
    Credentials service() {
        return credentials;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        CredentialIntake door = GatewayService.require(intake, "The credential intake");
        for (CredentialPart part : CredentialPart.values()) {
            if (part.fileName().equals(line.part)) {
                return remove(door, line.profile, part, session);
            }
        }
        throw new Refusal(line.part + ": must be ca.pem, cert.pem, private.key or crl.pem");
    }

    private static Answer remove(CredentialIntake door, String profile, CredentialPart part, CommandSession session)
            throws Refusal {
        try {
            IntakeReceipt receipt = door.remove(new CredentialPath(profile, part), CredentialWords.origin(session));
            return Answer.of(Map.of("ok", true, "message", receipt.message()), Text.printable(receipt.message()));
        } catch (CredentialRejectedException | IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }
}
