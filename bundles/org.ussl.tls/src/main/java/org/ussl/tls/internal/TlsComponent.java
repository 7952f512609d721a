// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import org.ussl.tls.internal.socket.Deadlines;
import org.ussl.tls.spi.TlsEngine;

/** OSGi's edge of the TLS service: configuration, the store of the moment, the services for each profile. */
// Immediate, because the services for each profile are its work even where nobody asks for TlsService.
@Component(configurationPid = "org.ussl.tls", service = TlsService.class, immediate = true)
@Designate(ocd = TlsComponent.Config.class)
public final class TlsComponent implements TlsService {
    private static final Logger LOG = LoggerFactory.getLogger(TlsComponent.class);

    /** For how long a store that stops is held up; Declarative Services lose theirs after five seconds. */
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(3);

    /** The configuration. */
    @ObjectClassDefinition(id = "org.ussl.tls", name = "ussl TLS", description = "TLS for gateway applications")
    public @interface Config {

        /** The floor for the whole gateway. */
        @AttributeDefinition(
                name = "Minimum cert_reqs",
                description = "What every connection must at least ask of its peer; options below it are refused",
                options = {
                    @Option(label = "none", value = "none"),
                    @Option(label = "optional", value = "optional"),
                    @Option(label = "required", value = "required")
                })
        String minimumCertReqs() default "none";

        /** Bounds the work that strangers can cause. */
        @AttributeDefinition(
                name = "Maximum of handshakes",
                description = "How many handshakes of listeners' sockets may be under way at once; others wait"
                        + " until their deadline and are refused then",
                min = "1",
                max = "1000000")
        int maxHandshakes() default 256;

        /** Bounds the memory of sessions. */
        @AttributeDefinition(
                name = "Session cache size",
                description = "How many sessions are kept for each version of a profile and each set of"
                        + " options; 0 is without limit",
                min = "0",
                max = "1000000")
        int sessionCacheSize() default 20480;

        /** Bounds how old a check of a peer's certificate may be. */
        @AttributeDefinition(
                name = "Session timeout (seconds)",
                description = "How long a session may be resumed, in seconds",
                min = "1",
                max = "604800")
        int sessionTimeoutSeconds() default 86400;

        /** The engine for the whole gateway. */
        @AttributeDefinition(
                name = "Engine",
                description = "What speaks TLS: auto or jdk (the JDK's), bc (needs the bundle org.ussl.tls.bc) or"
                        + " conscrypt (needs the bundle org.ussl.tls.conscrypt)",
                options = {
                    @Option(label = "auto", value = "auto"),
                    @Option(label = "jdk", value = "jdk"),
                    @Option(label = "bc", value = "bc"),
                    @Option(label = "conscrypt", value = "conscrypt")
                })
        String engine() default "auto";
    }

    private final Policies policies = new Policies();
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
    public TlsComponent(BundleContext bundle, Config config) {
        Settings settings = Settings.parse(
                config.minimumCertReqs(),
                config.maxHandshakes(),
                config.sessionCacheSize(),
                config.sessionTimeoutSeconds());
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
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindProfile(ProfileComponent profile) {
        policies.add(profile.policy());
        registrar.execute(() -> services.refresh(profile.policy().profile()));
    }

    /** Lets demands go. */
    void unbindProfile(ProfileComponent profile) {
        policies.remove(profile.policy());
        registrar.execute(() -> services.refresh(profile.policy().profile()));
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
