// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.ftp.FtpServer;
import picocli.CommandLine.Command;

/**
 * {@code ussl:hash}: asks for a password and answers its hash, for the configuration of an FTP user. The password is no
 * argument of the command, because those stay in the shell's history.
 */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=hash"})
public final class HashCommand extends ShellCommand<HashCommand.Words> {

    @Command(
            name = "hash",
            description = "Asks for a password and prints its hash, the passwordHash of an org.ussl.ftp.user.",
            footer = {"", "Example: ussl:hash"})
    static final class Words extends Line {}

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable FtpServer ftp;

    /** For the declarative services. */
    public HashCommand() {
        super(Words::new);
    }

    HashCommand(@Nullable FtpServer ftp) {
        this();
        this.ftp = ftp;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        String hash = hash(session, GatewayService.require(ftp, "The FTP drop box"));
        return Answer.of(Map.of("passwordHash", hash), hash);
    }

    /** Asks twice and answers the hash. */
    static String hash(CommandSession session, FtpServer ftp) throws Refusal {
        char[] password = new char[0];
        char[] again = password;
        try {
            PasswordPrompt prompt = new PasswordPrompt(session.getKeyboard(), session.getConsole());
            password = prompt.ask("Password: ");
            if (password.length == 0) {
                throw new Refusal("no password, no hash");
            }
            again = prompt.ask("Again: ");
            if (!Arrays.equals(password, again)) {
                throw new Refusal("these were two different passwords");
            }
            return ftp.passwordHash(password);
        } catch (IOException e) {
            throw new Refusal("The password cannot be read: " + e.getMessage());
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(again, '\0');
        }
    }
}
