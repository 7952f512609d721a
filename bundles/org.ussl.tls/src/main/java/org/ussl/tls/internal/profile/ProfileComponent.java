// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.profile;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;

/** One configuration of the factory PID; a service for the TLS service of this bundle. */
@Component(
        service = ProfileComponent.class,
        configurationPid = ProfileComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ProfileComponent.Config.class, factory = true)
public final class ProfileComponent {
    static final String PID = "org.ussl.profile";

    private static final Logger LOG = LoggerFactory.getLogger(ProfileComponent.class);

    /** The configuration. */
    @ObjectClassDefinition(
            name = "ussl profile",
            description = "What every connection with the credentials of one profile has to do, whatever applications"
                    + " ask for; it only ever makes stronger")
    public @interface Config {

        /** Which profile. */
        @AttributeDefinition(name = "Profile", description = "The profile's name, such as default")
        String profile();

        /** The floor. */
        @AttributeDefinition(
                name = "Minimum cert_reqs",
                description = "What each connection must at least ask of its peer; options below it are refused",
                options = {
                    @Option(label = "none", value = "none"),
                    @Option(label = "optional", value = "optional"),
                    @Option(label = "required", value = "required")
                })
        String minimumCertReqs() default "none";

        /** TLS versions. */
        @AttributeDefinition(
                name = "Protocols",
                description = "The TLS versions that may be used; all if empty",
                required = false,
                options = {@Option(label = "TLSv1.2", value = "TLSv1.2"), @Option(label = "TLSv1.3", value = "TLSv1.3")
                })
        String[] protocols() default {};

        /** Revocation. */
        @AttributeDefinition(
                name = "Minimum CRL mode",
                description = "How revocation is at least looked up: off, soft or hard",
                options = {
                    @Option(label = "off", value = "off"),
                    @Option(label = "soft", value = "soft"),
                    @Option(label = "hard", value = "hard")
                })
        String minimumCrlMode() default "off";

        /** What a swap does to connections that are up. */
        @AttributeDefinition(
                name = "Swap policy",
                description =
                        "What at least becomes of connections when credentials are replaced: keep, drain or close",
                options = {
                    @Option(label = "keep", value = "keep"),
                    @Option(label = "drain", value = "drain"),
                    @Option(label = "close", value = "close")
                })
        String swapPolicy() default "keep";

        /** For how long connections drain. */
        @AttributeDefinition(
                name = "Drain time (seconds)",
                description = "For how long connections go on with the swap policy drain",
                min = "1",
                max = "86400")
        int drainSeconds() default 30;
    }

    private volatile ProfilePolicy policy;

    /** Reads the configuration. */
    @Activate
    public ProfileComponent(Config config, Map<String, Object> properties) {
        policy = read(config, properties);
        if (policy.fault() != null) {
            LOG.error("{}: {}; nothing of this profile connects until it is mended", policy.profile(), policy.fault());
        }
    }

    /** Takes another configuration; where it cannot be read, what was demanded before still is. */
    @Modified
    void change(Config config, Map<String, Object> properties) {
        try {
            ProfilePolicy next = read(config, properties);
            if (next.fault() != null) {
                throw new IllegalArgumentException(next.fault());
            }
            policy = next;
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
        }
    }

    private static ProfilePolicy read(Config config, Map<String, Object> properties) {
        try {
            ConfigurationCheck.readable(Config.class, config, properties);
        } catch (IllegalArgumentException e) {
            return ProfilePolicy.unreadable(config.profile(), e);
        }
        return ProfilePolicy.parse(
                config.profile(),
                config.minimumCertReqs(),
                config.protocols(),
                config.minimumCrlMode(),
                config.swapPolicy(),
                config.drainSeconds());
    }

    /** What it says. */
    public ProfilePolicy policy() {
        return policy;
    }
}
