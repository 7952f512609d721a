// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.IOException;
import java.util.Arrays;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.ftp.FtpServer;

/**
 * {@code ussl:hash}: asks for a password and answers its hash, for the configuration of an FTP user. The password is no
 * argument of the command, because those stay in the shell's history.
 */
@Component(
        service = HashCommand.class,
        property = {"osgi.command.scope=ussl", "osgi.command.function=hash"})
public final class HashCommand {

    /** Dynamic, so that the command stays and says what is wrong while the drop box is exchanged. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable FtpServer ftp;

    /** For the declarative services. */
    public HashCommand() {}

    HashCommand(@Nullable FtpServer ftp) {
        this.ftp = ftp;
    }

    /** Asks twice and answers the hash. */
    @Descriptor("asks for a password and prints its hash, the passwordHash of an org.ussl.ftp.user")
    public String hash(CommandSession session) throws IOException {
        FtpServer now = ftp;
        if (now == null) {
            return "the FTP drop box is not running";
        }
        PasswordPrompt prompt = new PasswordPrompt(session.getKeyboard(), session.getConsole());
        char[] password = prompt.ask("Password: ");
        char[] again = password.length == 0 ? password : prompt.ask("Again: ");
        try {
            if (password.length == 0) {
                return "no password, no hash";
            }
            return Arrays.equals(password, again) ? now.passwordHash(password) : "these were two different passwords";
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(again, '\0');
        }
    }
}
