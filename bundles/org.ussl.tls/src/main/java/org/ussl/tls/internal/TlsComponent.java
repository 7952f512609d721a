// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
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
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.ConnectionInfo;
import org.ussl.tls.ProbeReport;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;
import org.ussl.tls.TlsStatistics;
import org.ussl.tls.internal.engine.Engines;
import org.ussl.tls.internal.key.HandleProvider;
import org.ussl.tls.internal.profile.Policies;
import org.ussl.tls.internal.profile.ProfileComponent;
import org.ussl.tls.internal.profile.ProfilePolicy;
import org.ussl.tls.internal.socket.Deadlines;
import org.ussl.tls.spi.TlsEngine;

/** OSGi's edge of the TLS service: configuration, the store of the moment, the services for each profile. */
// Immediate, because the services for each profile are its work even where nobody asks for TlsService.
@Component(configurationPid = "org.ussl.tls", service = TlsService.class, immediate = true)
@Designate(ocd = TlsConfig.class)
public final class TlsComponent implements TlsService {
    private static final Logger LOG = LoggerFactory.getLogger(TlsComponent.class);

    /** For how long a store that stops is held up; Declarative Services lose theirs after five seconds. */
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(3);

    private final Policies policies = new Policies();
    private final Map<ProfileComponent, ProfilePolicy> demands = new HashMap<>(); // guarded by this
    private final Deadlines deadlines = new Deadlines();
    private final HandleProvider provider = new HandleProvider();
    private final ExecutorService registrar;
    private final Engines engines;
    private final Contexts contexts;
    private final Connections connections;
    private final ProfileServices services;

    private volatile @Nullable CredentialStore store;
    private volatile boolean ending;
    private CredentialStore.@Nullable Subscription subscription;

    /** Called by Declarative Services. */
    @Activate
    public TlsComponent(BundleContext bundle, TlsConfig config, Map<String, Object> properties) {
        Settings settings = read(config, properties);
        Clock clock = Clock.systemUTC();
        engines = new Engines(config.engine());
        contexts = new Contexts(clock, provider, settings);
        connections = new Connections(this::current, contexts, engines, deadlines, clock, settings, policies);
        services = new ProfileServices(bundle, connections, this::current);
        registrar = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "ussl-tls-services");
                    thread.setDaemon(true);
                    return thread;
                },
                // A store may still tell of a change while this component goes down.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private static Settings read(TlsConfig config, Map<String, Object> properties) {
        ConfigurationCheck.readable(TlsConfig.class, config, properties);
        return Settings.parse(
                config.minimumCertReqs(),
                config.maxHandshakes(),
                config.sessionCacheSize(),
                config.sessionTimeoutSeconds());
    }

    /** Takes another configuration, as a whole, for handshakes from now on; a bad value is refused. */
    @Modified
    void change(TlsConfig config, Map<String, Object> properties) {
        Settings settings;
        String engine;
        try {
            settings = read(config, properties);
            engine = Engines.requireKnown(config.engine());
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
            return;
        }
        connections.settings(settings);
        engines.choose(engine);
        CredentialStore now = store;
        refreshAll(now == null ? Set.of() : now.profiles());
    }

    /**
     * Takes a store. The reference is dynamic, because an exchange of the store is what this service hides from
     * applications. The new store is bound before the old one is unbound, so that there is no moment without one.
     */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindStore(CredentialStore newStore) {
        endSubscription();
        store = newStore;
        subscription = newStore.subscribe(this::profileChanged);
        refreshAll(newStore.profiles());
    }

    /**
     * Lets a store go; one that has been replaced already changes nothing. A store that stops takes its keys back when
     * this returns, so handshakes that have begun with it come first.
     */
    void unbindStore(CredentialStore oldStore) {
        synchronized (this) {
            if (store == oldStore) {
                endSubscription();
                store = null;
                refreshAll(Set.of());
            }
        }
        if (!ending) {
            connections.awaitHandshakes(MOST_PATIENCE);
        }
    }

    /**
     * Takes an engine. Dynamic, because an engine that comes or goes concerns new handshakes alone: those that have
     * started, and connections that are up, keep the engine that they have.
     */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEngine(TlsEngine engine) {
        engines.add(engine);
        dropStaleContexts();
    }

    /** Lets an engine go, and the contexts that it made. */
    void unbindEngine(TlsEngine engine) {
        engines.remove(engine);
        dropStaleContexts();
    }

    /**
     * Takes an operator's demands for a profile. Dynamic, because they count at each handshake, and connections that
     * are up keep what they were made under.
     */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updatedProfile")
    synchronized void bindProfile(ProfileComponent profile) {
        ProfilePolicy policy = profile.policy();
        demands.put(profile, policy);
        policies.add(policy);
        refresh(policy);
    }

    /** Takes what an operator demands now; at no moment is nothing demanded. */
    synchronized void updatedProfile(ProfileComponent profile) {
        ProfilePolicy policy = profile.policy();
        ProfilePolicy old = demands.put(profile, policy);
        if (old != null && !old.equals(policy)) {
            policies.replace(old, policy);
            refresh(old);
            refresh(policy);
        }
    }

    /** Lets demands go. */
    synchronized void unbindProfile(ProfileComponent profile) {
        ProfilePolicy policy = demands.remove(profile);
        if (policy != null) {
            policies.remove(policy);
            refresh(policy);
        }
    }

    private void refresh(ProfilePolicy policy) {
        registrar.execute(() -> services.refresh(policy.profile()));
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        ending = true;
        synchronized (this) {
            endSubscription();
        }
        registrar.execute(services::close);
        registrar.shutdown();
        if (!registrar.awaitTermination(10, TimeUnit.SECONDS)) {
            LOG.warn("a consumer of a TLS service still holds up its removal after 10 s");
        }
        connections.close();
        deadlines.close();
        provider.unregister();
    }

    @Override
    public SSLSocket wrapSocket(Socket socket) throws SSLError {
        return connections.wrapSocket(socket);
    }

    @Override
    public SSLSocket wrapSocket(Socket socket, TlsOptions options) throws SSLError {
        return connections.wrapSocket(socket, options);
    }

    @Override
    public SSLServerSocket wrapServerSocket(ServerSocket socket, TlsOptions options) throws SSLError {
        return connections.wrapServerSocket(socket, options);
    }

    @Override
    public SSLContext sslContext(TlsOptions options) throws SSLError {
        return connections.sslContext(options);
    }

    @Override
    public X509ExtendedKeyManager keyManager(TlsOptions options) throws SSLError {
        return connections.keyManager(options);
    }

    @Override
    public X509ExtendedTrustManager trustManager(TlsOptions options) throws SSLError {
        return connections.trustManager(options);
    }

    @Override
    public ProbeReport probe(String host, int port, TlsOptions options) throws SSLError {
        return connections.probe(host, port, options);
    }

    @Override
    public SSLEngine engine(TlsOptions options, String peerHost, int peerPort) throws SSLError {
        return connections.engine(options, peerHost, peerPort);
    }

    @Override
    public SSLSocket wrapSocket(Socket socket, InputStream consumed, TlsOptions options) throws SSLError {
        return connections.wrapSocket(socket, consumed, options);
    }

    @Override
    public Socket unwrap(SSLSocket socket) throws IOException {
        return connections.unwrap(socket);
    }

    @Override
    public ConnectionInfo connection(SSLSocket socket) {
        return connections.connection(socket);
    }

    @Override
    public ConnectionInfo connection(SSLEngine engine) {
        return connections.connection(engine);
    }

    @Override
    public List<ConnectionInfo> connections() {
        return connections.connections();
    }

    @Override
    public TlsStatistics statistics() {
        return connections.statistics();
    }

    private Optional<CredentialVersion> current(String profile) {
        CredentialStore now = store;
        return now == null ? Optional.empty() : now.current(profile);
    }

    /**
     * Handshakes see the new version already; the connections that are up and the registry follow here, off the thread
     * of whoever made the change.
     */
    private void profileChanged(String profile) {
        connections.changed();
        registrar.execute(() -> {
            contexts.retain(this::current, engines::isCurrent);
            services.refresh(profile);
        });
    }

    private void dropStaleContexts() {
        registrar.execute(() -> contexts.retain(this::current, engines::isCurrent));
    }

    private void refreshAll(Set<String> profiles) {
        connections.changed();
        registrar.execute(() -> {
            contexts.retain(this::current, engines::isCurrent);
            services.refreshAll(profiles);
        });
    }

    private void endSubscription() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }
}
