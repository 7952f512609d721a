// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.credential.ExpiryNotice;
import org.ussl.credential.spi.CredentialStore;

/** Warns of what expires, by a service for each certificate and a line in the log. */
@Component(
        service = {},
        immediate = true,
        configurationPid = ExpiryComponent.PID)
@Designate(ocd = ExpiryComponent.Config.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.ussl.credential.ExpiryNotice\"",
        uses = ExpiryNotice.class)
public final class ExpiryComponent {

    static final String PID = "org.ussl.intake.expiry";

    private static final Logger LOG = LoggerFactory.getLogger(ExpiryComponent.class);

    /** The configuration; all of it is optional. */
    @ObjectClassDefinition(
            id = PID,
            name = "ussl: expiry",
            description = "When to warn of certificates in use that expire.")
    public @interface Config {

        /** The stages. */
        @AttributeDefinition(
                name = "Days",
                description = "How many days before the end of a certificate to warn. At the end itself there is"
                        + " always a warning.",
                min = "1",
                max = "3650")
        int[] days() default {30, 14, 7, 1};
    }

    private final ExpiryWatch watch;
    private final Housekeeping housekeeping;

    /** Starts; fails if a value is refused. */
    @Activate
    public ExpiryComponent(
            BundleContext context,
            @Reference(policyOption = ReferencePolicyOption.GREEDY) CredentialStore store,
            Config config,
            Map<String, Object> properties) {
        watch = new ExpiryWatch(
                store,
                new Validity(Clock.systemUTC(), Validity.buildDate()),
                read(config, properties),
                new NoticeServices(context));
        housekeeping = new Housekeeping("ussl-intake-expiry", watch::look, () -> isOver(context));
    }

    /**
     * Whether the bundle has been stopped. Felix SCR may make an instance of an immediate component on one thread (here
     * the one on which a store comes or goes) while another one has just deactivated it, and never stops that instance.
     */
    private static boolean isOver(BundleContext context) {
        try {
            return context.getBundle() == null;
        } catch (IllegalStateException invalid) {
            return true;
        }
    }

    /** Warns at other stages; a bad value is refused. */
    @Modified
    void change(Config config, Map<String, Object> properties) {
        try {
            watch.stages(read(config, properties));
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
        }
    }

    private static List<Integer> read(Config config, Map<String, Object> properties) {
        return stages(
                ConfigurationCheck.readable(Config.class, config, properties).days());
    }

    /** Largest first, each once. */
    static List<Integer> stages(int... days) {
        for (int each : days) {
            IntakeSettings.requireWithin("days", each, 1, 3650);
        }
        return Arrays.stream(days)
                .distinct()
                .boxed()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Ends its thread and takes the notices down. */
    @Deactivate
    public void stop() {
        housekeeping.close();
        watch.close();
    }
}
