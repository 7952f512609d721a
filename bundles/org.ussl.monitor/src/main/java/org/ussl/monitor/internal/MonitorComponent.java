// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
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
import org.ussl.credential.AuditEvent;
import org.ussl.credential.AuditListener;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.Credentials;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStore.Subscription;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.ftp.FtpServer;
import org.ussl.mqtt.MqttConnection;
import org.ussl.tls.TlsService;

/** Brings together the services that know something and those who want to know it. */
@Component(
        service = {},
        immediate = true,
        configurationPid = MonitorComponent.PID)
@Designate(ocd = MonitorComponent.Config.class)
public final class MonitorComponent {

    static final String PID = "org.ussl.monitor";

    private static final Logger LOG = LoggerFactory.getLogger(MonitorComponent.class);

    /** The configuration; all of it is optional. */
    @ObjectClassDefinition(
            id = PID,
            name = "ussl: monitoring",
            description = "Who may read the gateway's numbers, and when its health checks warn.")
    public @interface Config {

        /** Where the page is. */
        @AttributeDefinition(
                name = "Path",
                description = "Where the HTTP service has the page for Prometheus. No page if empty.",
                required = false)
        String path() default "/metrics";

        /** What readers must know. */
        @AttributeDefinition(
                name = "Token file",
                description = "Path of a file whose first line (16 to 1024 bytes) readers of the page must send as"
                        + " bearer token; only its owner may have access to it. Without one only the gateway itself may"
                        + " read the page.",
                required = false)
        String tokenFile() default "";

        /** Whether the token may be overheard. */
        @AttributeDefinition(
                name = "Allow clear text",
                description = "Take the token over http from other machines too, where others may overhear it.")
        boolean allowClearText() default false;

        /** When the check of validity warns. */
        @AttributeDefinition(
                name = "Days of warning",
                description = "The health check of validity warns as many days before the end of a certificate",
                min = "0",
                max = "3650")
        int warnDays() default 30;

        /** When it fails. */
        @AttributeDefinition(
                name = "Days of alarm",
                description = "The health check of validity fails as many days before the end of a certificate; at most"
                        + " warnDays",
                min = "0",
                max = "3650")
        int criticalDays() default 7;
    }

    private final BundleContext context;
    private final Tally tally = new Tally();
    private final ManagementBeans beans;
    private final Errands shown;
    private final GatewayHealth health;
    private final MetricsEndpoint endpoint;
    private final EventDesk events;

    private volatile MonitorSettings settings;

    private @Nullable ServiceRegistration<AuditListener> listening;
    private @Nullable HealthServices checks;
    private volatile @Nullable CredentialStore store;
    private @Nullable Subscription subscription; // guarded by this

    // Dynamic, all of them: what is away is left out.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable TlsService tls;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable CredentialIntake intake;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable FtpServer ftp;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<MqttConnection> mqtt = List.of();

    private volatile @Nullable Credentials credentials;

    /**
     * Prepares everything.
     *
     * @throws IllegalArgumentException if a value is refused; the message starts with its key
     */
    @Activate
    public MonitorComponent(BundleContext context, Config config, Map<String, Object> properties) {
        this.context = context;
        settings = parse(config, properties);
        Clock clock = Clock.systemUTC();
        health = new GatewayHealth(this::sources, () -> settings, clock, System::nanoTime);
        events = new EventDesk(context);
        MetricsPage page = new MetricsPage(
                this::sources, tally, health, context.getBundle().getVersion().toString());
        endpoint = new MetricsEndpoint(context, new MetricsAccess(() -> settings), page::text);
        beans = new ManagementBeans(
                ManagementFactory::getPlatformMBeanServer,
                Map.of(
                        "Tls",
                        new TlsBean(this::sources),
                        "Credentials",
                        new CredentialsBean(this::sources, tally, clock),
                        "Health",
                        new HealthBean(health)),
                new ManagementBeans.Profiles() {
                    @Override
                    public Set<String> names() {
                        return sources().profiles().stream()
                                .map(CredentialInfo::profile)
                                .limit(MetricsPage.MOST_PROFILES)
                                .collect(Collectors.toSet());
                    }

                    @Override
                    public Object bean(String name) {
                        return new ProfileBean(MonitorComponent.this::sources, name, clock);
                    }
                });
        // In a thread of its own, also because the JVM's server is not there before somebody asks for it.
        shown = new Errands("ussl-monitor", beans::refresh);
    }

    private static MonitorSettings parse(Config config, Map<String, Object> properties) {
        ConfigurationCheck.readable(Config.class, config, properties);
        return MonitorSettings.parse(
                config.path(), config.tokenFile(), config.allowClearText(), config.warnDays(), config.criticalDays());
    }

    /** The intake takes its listeners when it starts, which our references make it do: hence only here. */
    @Activate
    void start() {
        listening = context.registerService(AuditListener.class, this::recorded, new Hashtable<>());
        events.open();
        endpoint.serve(settings.path());
        checks = new HealthServices(context, health);
        shown.due();
    }

    /** Takes another configuration, as a whole; if a value is refused, the one before holds. */
    @Modified
    void change(Config config, Map<String, Object> properties) {
        try {
            settings = parse(config, properties);
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
            return;
        }
        endpoint.serve(settings.path());
    }

    @Deactivate
    void stop() {
        if (listening != null) {
            listening.unregister();
        }
        endpoint.close();
        if (checks != null) {
            checks.close();
        }
        synchronized (this) {
            endSubscription();
        }
        events.close();
        shown.close();
        beans.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindCredentials(Credentials reader) {
        credentials = reader;
        shown.due();
    }

    /** Lets it go; one that has been replaced already changes nothing. */
    void unbindCredentials(Credentials reader) {
        if (credentials == reader) {
            credentials = null;
            shown.due();
        }
    }

    /** Takes a store; the new one is bound before the old one is unbound. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindStore(CredentialStore newStore) {
        endSubscription();
        store = newStore;
        subscription = newStore.subscribe(profile -> swapped(newStore, profile));
    }

    /** Lets a store go; one that has been replaced already changes nothing. */
    synchronized void unbindStore(CredentialStore oldStore) {
        if (store == oldStore) {
            endSubscription();
            store = null;
        }
    }

    private void endSubscription() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    /** Called by the thread that made the change, so that what is in use is what it put there. */
    private void swapped(CredentialStore changed, String profile) {
        if (GatewayProfile.isName(profile)) {
            return;
        }
        Optional<CredentialVersion> version = changed.current(profile);
        if (version.isPresent()) {
            tally.swapped(version.get().change().action());
            events.post(GatewayEvent.of(version.get()));
        }
        shown.due();
    }

    private void recorded(AuditEvent event) {
        tally.count(event);
        GatewayEvent.of(event).ifPresent(events::post);
        shown.due();
    }

    private Sources sources() {
        return new Sources(
                Optional.ofNullable(tls),
                Optional.ofNullable(credentials),
                Optional.ofNullable(intake),
                Optional.ofNullable(store),
                Optional.ofNullable(ftp),
                // For a moment there are two of a name when a configuration changes.
                List.copyOf(mqtt.stream()
                        .collect(Collectors.toMap(
                                MqttConnection::name, Function.identity(), (one, other) -> one, TreeMap::new))
                        .values()));
    }
}
