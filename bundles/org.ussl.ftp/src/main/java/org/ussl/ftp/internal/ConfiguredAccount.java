// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.credential.CredentialPath;

/** An account from a configuration {@code org.ussl.ftp.user~NAME}. */
@Component(
        service = FtpAccount.class,
        configurationPid = ConfiguredAccount.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredAccount.Config.class, factory = true)
public final class ConfiguredAccount implements FtpAccount {

    static final String PID = "org.ussl.ftp.user";

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredAccount.class);

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
                description =
                        "pbkdf2-sha256:<iterations>:<base64 salt>:<base64 hash>, 210000 iterations or more; may be"
                                + " left out with a clientCertificate",
                type = AttributeType.PASSWORD,
                required = false)
        String passwordHash() default "";

        /** The certificate that counts in place of the password. */
        @AttributeDefinition(
                name = "Client certificate",
                description = "Common name, DNS name, e-mail address or URI of a client's certificate that counts in"
                        + " place of the password; it is verified with the CA of the profile ftp",
                required = false)
        String clientCertificate() default "";

        /** The profiles. */
        @AttributeDefinition(
                name = "Profiles",
                description = "Profiles that may be written; a name that ends in * stands for all that begin so")
        String[] profiles() default {"*"};

        /** The visible folder. */
        @AttributeDefinition(
                name = "Home",
                description = "Folder such as /flash/line-3 in which sessions begin, and beside /flash/cert the only"
                        + " one that there is for this user; made if missing; empty: all of /flash",
                required = false)
        String home() default "";

        /** Whether nothing may be written. */
        @AttributeDefinition(name = "Read only", description = "Nothing may be written, and no credential delivered")
        boolean readOnly() default false;

        /** Where the login may come from. */
        @AttributeDefinition(
                name = "Addresses",
                description = "Addresses and ranges such as 192.0.2.0/24 that the login may come from; empty: any",
                required = false)
        String[] addresses() default {};
    }

    private volatile FtpAccount account;

    /**
     * Takes the configuration.
     *
     * @param config the configuration
     * @param properties the same with the PID
     */
    @Activate
    public ConfiguredAccount(Config config, Map<String, Object> properties) {
        account = read(config, properties);
    }

    /**
     * Takes another configuration, for who logs in from now on; a bad one is refused, and who could log in still can.
     */
    @Modified
    void change(Config config, Map<String, Object> properties) {
        try {
            account = read(config, properties);
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
        }
    }

    private static FtpAccount read(Config config, Map<String, Object> properties) {
        ConfigurationCheck.readable(Config.class, config, properties);
        String name = config.name().isBlank()
                ? nameOf(String.valueOf(properties.get("service.pid")))
                : config.name().trim();
        requireName(name);
        String certificate = config.clientCertificate().trim();
        return new HashedAccount(
                name,
                certificate.isEmpty() || !config.passwordHash().isBlank() ? hash(config.passwordHash()) : null,
                certificate.isEmpty() ? null : certificate,
                new Permissions(
                        profiles(config.profiles()),
                        home(config.home()),
                        config.readOnly(),
                        addresses(config.addresses())));
    }

    /**
     * Refuses what cannot be a user's name.
     *
     * @throws IllegalArgumentException if it cannot
     */
    static void requireName(String name) {
        if (!NAME.matcher(name).matches() || name.equals("anonymous")) {
            throw new IllegalArgumentException(
                    "name: must be 1 to 64 letters, digits, dots, dashes, @ or underscores, and not anonymous");
        }
    }

    private static PasswordHash hash(String text) {
        try {
            return PasswordHash.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("passwordHash: " + e.getMessage(), e);
        }
    }

    private static List<String> profiles(String[] names) {
        List<String> profiles = entries(names);
        for (String name : profiles) {
            if (!Permissions.isPattern(name)) {
                throw new IllegalArgumentException("profiles: \"" + name + "\" is no profile's name");
            }
        }
        return profiles;
    }

    private static List<String> home(String text) {
        String path = text.trim().isEmpty() ? "/flash" : text.trim();
        List<String> names = FlashView.names(path);
        if (!path.startsWith("/flash") || !names.get(0).equals(FlashFolder.NAME)) {
            throw new IllegalArgumentException("home: must be a folder below /flash, not \"" + text + "\"");
        }
        if (CredentialPath.isHidden(path) || path.contains("..") || !FlashView.hasPlainCharacters(path)) {
            throw new IllegalArgumentException("home: must be an ordinary folder, not \"" + text + "\"");
        }
        return List.copyOf(names.subList(1, names.size()));
    }

    private static List<AddressRange> addresses(String[] texts) {
        try {
            return entries(texts).stream().map(AddressRange::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("addresses: " + e.getMessage(), e);
        }
    }

    /** A configuration file may have several in one line, with commas. */
    private static List<String> entries(String[] texts) {
        return Arrays.stream(texts)
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::trim)
                .filter(text -> !text.isEmpty())
                .toList();
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

    @Override
    public boolean admits(X509Certificate shown) {
        return account.admits(shown);
    }

    @Override
    public Permissions permissions() {
        return account.permissions();
    }
}
