// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** An account from a configuration {@code org.ussl.ftp.user~NAME}. */
@Component(
        service = FtpAccount.class,
        configurationPid = ConfiguredAccount.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredAccount.Config.class, factory = true)
public final class ConfiguredAccount implements FtpAccount {

    static final String PID = "org.ussl.ftp.user";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    /** The configuration. */
    @ObjectClassDefinition(name = "ussl FTP user", description = "Someone who may log in to the FTP drop box")
    public @interface Config {
        /** The name to log in with. */
        @AttributeDefinition(
                name = "Name",
                description = "The name to log in with; if empty, what follows ~ in the configuration's PID",
                required = false)
        String name() default "";

        /** The password's hash. */
        @AttributeDefinition(
                name = "Password hash",
                description = "pbkdf2-sha256:<iterations>:<base64 salt>:<base64 hash>, 210000 iterations or more",
                type = AttributeType.PASSWORD)
        String passwordHash() default "";
    }

    private final FtpAccount account;

    /**
     * Takes the configuration.
     *
     * @param config the configuration
     * @param properties the same with the PID
     */
    @Activate
    public ConfiguredAccount(Config config, Map<String, Object> properties) {
        String name = config.name().isBlank()
                ? nameOf(String.valueOf(properties.get("service.pid")))
                : config.name().trim();
        if (!NAME.matcher(name).matches() || name.equals("anonymous")) {
            throw new IllegalArgumentException(
                    "name: must be 1 to 64 letters, digits, dots, dashes, @ or underscores, and not anonymous");
        }
        try {
            account = new HashedAccount(name, PasswordHash.parse(config.passwordHash()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("passwordHash: " + e.getMessage(), e);
        }
    }

    private static String nameOf(String pid) {
        return pid.startsWith(PID + "~") ? pid.substring(PID.length() + 1) : "";
    }

    @Override
    public String name() {
        return account.name();
    }

    @Override
    public boolean admits(char[] password) {
        return account.admits(password);
    }
}
