// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.jca.internal.DefaultFactories.Displaced;
import org.ussl.tls.TlsService;

/** OSGi's edge: registers the provider while the bundle runs, and takes it away without a trace. */
@Component(
        configurationPid = "org.ussl.jca",
        service = {},
        immediate = true)
@Designate(ocd = JcaComponent.Config.class)
public final class JcaComponent {
    private static final Logger LOG = LoggerFactory.getLogger(JcaComponent.class);

    /** The configuration. */
    @ObjectClassDefinition(
            id = "org.ussl.jca",
            name = "ussl JCA provider",
            description = "Hidden credentials for software that is configured by key store type")
    public @interface Config {

        /** For software that has a setting for the key store's type and none for the factory's algorithm. */
        @AttributeDefinition(
                name = "Default factories",
                description = "Whether USSL is also the JVM's default algorithm of key and trust manager factories;"
                        + " key stores of other types are handed to those that were the default before")
        boolean defaultFactories() default false;
    }

    private final CurrentTls tls = new CurrentTls();
    private Displaced displaced = Displaced.NONE; // guarded by this
    private UsslProvider provider; // guarded by this
    private boolean defaultFactories; // guarded by this

    /** Called by Declarative Services. */
    @Activate
    public JcaComponent(Config config, Map<String, Object> properties) {
        defaultFactories = read(config, properties);
        provider = register();
    }

    /** Takes another configuration. Key stores, managers and contexts that were handed out go on. */
    @Modified
    synchronized void change(Config config, Map<String, Object> properties) {
        boolean wanted;
        try {
            wanted = read(config, properties);
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
            return;
        }
        if (wanted != defaultFactories) {
            unregister();
            defaultFactories = wanted;
            provider = register();
        }
    }

    private static boolean read(Config config, Map<String, Object> properties) {
        return ConfigurationCheck.readable(Config.class, config, properties).defaultFactories();
    }

    private UsslProvider register() {
        displaced = defaultFactories ? DefaultFactories.present() : Displaced.NONE;
        UsslProvider made = new UsslProvider(tls, displaced);
        // One that a stopped framework could not take away would answer with a dead service.
        Security.removeProvider(made.getName());
        Security.addProvider(made);
        if (defaultFactories) {
            DefaultFactories.displace();
            LOG.info("USSL is the JVM's default for key and trust manager factories");
        }
        return made;
    }

    private void unregister() {
        DefaultFactories.restore(displaced);
        Provider registered = Security.getProvider(provider.getName());
        if (registered == provider) {
            Security.removeProvider(provider.getName());
        }
    }

    /**
     * Takes a TLS service. Optional and dynamic, because key stores, managers and contexts that were handed out go on
     * over its absence; what is asked meanwhile fails.
     */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTls(TlsService service) {
        tls.set(service);
    }

    /** Lets a TLS service go; one that has been replaced already changes nothing. */
    void unbindTls(TlsService service) {
        tls.unset(service);
    }

    @Deactivate
    synchronized void deactivate() {
        unregister();
        tls.end();
    }
}
