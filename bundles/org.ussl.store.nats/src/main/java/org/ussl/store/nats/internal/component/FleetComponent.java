// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.component;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.Credentials;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.tls.TlsService;

/**
 * Puts the gateway on its fleet's engine. Its one service is the command {@code ussl:fleet}, which Gogo and Karaf find
 * by the service's properties and the name of the method.
 */
@Component(
        service = FleetComponent.class,
        immediate = true,
        configurationPid = FleetConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"osgi.command.scope=ussl", "osgi.command.function=fleet"})
@Designate(ocd = FleetConfig.class)
public final class FleetComponent {

    private static final Logger LOG = LoggerFactory.getLogger(FleetComponent.class);

    private final CredentialStore store;
    private final String software;
    private volatile GatewayLink link;

    // Dynamic, all three: while one of them is exchanged, what comes waits, and the connection stays.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable CredentialIntake intake;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable TlsService tls;

    /**
     * Reads the configuration; looks for nothing yet.
     *
     * @param store where the gateway's keys are kept; another one makes a new component, and another gateway
     * @param context tells the bundle's version
     * @param config the configuration
     * @param properties the same, as it was configured
     * @throws IllegalArgumentException if a value is refused; the message starts with its key
     */
    @Activate
    public FleetComponent(
            @Reference(policyOption = ReferencePolicyOption.GREEDY) CredentialStore store,
            BundleContext context,
            FleetConfig config,
            Map<String, Object> properties) {
        this.store = store;
        software = "ussl " + context.getBundle().getVersion();
        link = link(config, properties);
    }

    private GatewayLink link(FleetConfig config, Map<String, Object> properties) {
        return new GatewayLink(
                FleetSettings.parse(ConfigurationCheck.readable(FleetConfig.class, config, properties)),
                store,
                new PresentIntake(() -> intake, () -> credentials),
                () -> tls,
                software);
    }

    /** Takes another configuration, by another connection; a bad one is refused, and the present one stays. */
    @Modified
    void change(FleetConfig config, Map<String, Object> properties) {
        GatewayLink next;
        try {
            next = link(config, properties);
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
            return;
        }
        link.close();
        link = next;
        next.open();
    }

    /** Starts to look, in the background. */
    @Activate
    void start() {
        link.open();
    }

    /**
     * The command {@code ussl:fleet}.
     *
     * @return who this gateway is, whom it trusts, whether the engine is there, and what was taken
     */
    public String fleet() {
        return link.describe();
    }

    @Deactivate
    void stop() {
        link.close();
    }
}
