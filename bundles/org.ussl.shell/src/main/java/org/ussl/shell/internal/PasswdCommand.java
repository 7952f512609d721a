// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.ftp.FtpServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ussl:passwd}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=passwd"})
public final class PasswdCommand extends ShellCommand<PasswdCommand.Words> {

    static final String USERS = "org.ussl.ftp.user";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    @Command(
            name = "passwd",
            description = {
                "Asks for a password and makes it that of an FTP user; one that is not there is made.",
                "It counts from the next login on; sessions go on. The first start's password counts no longer."
            },
            footer = {"", "Example: ussl:passwd operator"})
    static final class Words extends Line {
        @Parameters(index = "0", paramLabel = "USER", description = "The name to log in with.")
        String user = "";
    }

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable FtpServer ftp;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConfigurationAdmin configurations;

    private final boolean filesAreRewritten;

    /**
     * Keeps what it needs to know of the framework.
     *
     * @param context this bundle's
     */
    @Activate
    public PasswdCommand(BundleContext context) {
        super(Words::new);
        filesAreRewritten = !"false".equals(context.getProperty("felix.fileinstall.enableConfigSave"));
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        FtpServer server = GatewayService.require(ftp, "The FTP drop box");
        ConfigurationAdmin admin = GatewayService.require(configurations, "The configuration admin");
        if (!NAME.matcher(line.user).matches() || line.user.equals("anonymous")) {
            throw new Refusal(line.user + ": must be 1 to 64 letters, digits, dots, dashes, @ or underscores, and not"
                    + " anonymous");
        }
        Configuration known = known(new Settings(admin), line.user);
        String hash = HashCommand.hash(session, server);
        String file = known == null ? null : Settings.value(known, "felix.fileinstall.filename");
        if (file != null && !filesAreRewritten) {
            throw new Refusal(line.user + ": nothing has changed, because the file is the configuration: write into "
                    + file + "\npasswordHash = " + hash);
        }
        try {
            Configuration user = known == null ? admin.getFactoryConfiguration(USERS, line.user, "?") : known;
            Dictionary<String, Object> values = user.getProperties();
            Dictionary<String, Object> now = values == null ? new Hashtable<>() : values;
            now.put("name", line.user);
            now.put("passwordHash", hash);
            user.update(now);
        } catch (IOException e) {
            throw new Refusal(line.user + ": not written, the old password counts: " + e.getMessage());
        }
        String message = line.user + (known == null ? ": made, with this password" : ": the password is changed");
        return Answer.of(Map.of("ok", true, "message", message), message);
    }

    /** A user is known by its key {@code name} or, without one, by the name of its configuration. */
    private static @Nullable Configuration known(Settings settings, String name) throws Refusal {
        for (Configuration user : settings.of(USERS + "~*")) {
            String own = Settings.value(user, "name");
            if (name.equals(own == null || own.isEmpty() ? user.getPid().substring(USERS.length() + 1) : own)) {
                return user;
            }
        }
        return null;
    }
}
