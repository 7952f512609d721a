// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
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
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttListener;

/**
 * One connection for each configuration.
 *
 * <p>It registers its service itself: DS would show the whole configuration as service properties, and could not make
 * the connection's name from the PID.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = MqttConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MqttConfig.class, factory = true)
public final class MqttComponent {
    private static final Logger LOG = LoggerFactory.getLogger(MqttComponent.class);

    private final BundleContext context;
    private final TlsFactories factories = new TlsFactories();
    private final Map<MqttListener, Map<String, ?>> listeners = new IdentityHashMap<>();
    private Settings settings;
    private Journal journal;
    private volatile Connection connection;
    private @Nullable ServiceRegistration<MqttConnection> registration;

    /** Reads the configuration and what is left on disk; connects to nothing. */
    @Activate
    public MqttComponent(BundleContext context, MqttConfig config, Map<String, Object> properties) throws IOException {
        this.context = context;
        settings = SettingsReader.read(config, properties);
        journal = journal(settings);
        connection = connection(settings, journal, new Subscriptions(settings.name()));
    }

    @Activate
    void start() {
        connection.start();
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(MqttListener.CONNECTION, connection.name());
        registration = context.registerService(MqttConnection.class, connection, properties);
    }

    @Deactivate
    void stop() throws InterruptedException {
        if (registration != null) {
            registration.unregister();
        }
        connection.close();
    }

    /**
     * Takes another configuration; a bad value is refused, and nothing ends for it. With another name or folder it is
     * another connection: the old one ends as at a stop, and a new one begins.
     */
    @Modified
    void change(MqttConfig config, Map<String, Object> properties) throws IOException {
        try {
            Settings next = SettingsReader.read(config, properties);
            if (next.hasJournalOf(settings)) {
                connection.change(next);
                settings = next;
            } else {
                exchange(next, journal(next));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
        }
    }

    private void exchange(Settings next, Journal nextJournal) throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // For who called; the new one begins nevertheless.
        }
        try {
            replace(next, nextJournal);
        } catch (IOException e) {
            replace(settings, journal);
            start();
            throw unusable(e);
        }
        settings = next;
        journal = nextJournal;
        start();
    }

    /** The journal is read only now: what the old connection had to keep is in it. */
    private void replace(Settings next, Journal journal) throws IOException {
        synchronized (listeners) {
            Subscriptions subscriptions = new Subscriptions(next.name());
            listeners.forEach(subscriptions::add);
            connection = connection(next, journal, subscriptions);
        }
    }

    private Connection connection(Settings settings, Journal journal, Subscriptions subscriptions) throws IOException {
        return new Connection(
                settings,
                factories,
                new Outbox(settings.name(), settings.bufferSize(), journal),
                subscriptions,
                new Backoff(
                        settings.reconnectMin(),
                        settings.reconnectMax(),
                        () -> ThreadLocalRandom.current().nextDouble()));
    }

    private static Journal journal(Settings settings) {
        try {
            return settings.bufferFolder() == null
                    ? Journal.NONE
                    : new FileJournal(settings.bufferFolder().resolve(settings.name()));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static IllegalArgumentException unusable(IOException e) {
        return new IllegalArgumentException("bufferFolder: cannot be used: " + e, e);
    }

    /**
     * Hears of the socket factories of all profiles. They are the churn that this component is about: dynamic, so that
     * a credential that goes takes down neither the live connection nor the messages that wait. DS binds a new one
     * before it unbinds the old; they are told apart by their service id.
     */
    @Reference(
            name = "tls",
            service = SSLSocketFactory.class,
            target = "(&(ussl.cert_reqs=required)(ussl.role=client))",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            updated = "updatedTls",
            unbind = "unbindTls")
    void bindTls(SSLSocketFactory factory, Map<String, ?> properties) {
        factories.put(factory, properties);
        connection.tlsChanged();
    }

    void updatedTls(SSLSocketFactory factory, Map<String, ?> properties) {
        bindTls(factory, properties);
    }

    void unbindTls(Map<String, ?> properties) {
        factories.remove(properties);
        connection.tlsChanged();
    }

    /** Hears of the listeners of all connections (whiteboard). */
    @Reference(
            name = "listener",
            service = MqttListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            updated = "updatedListener",
            unbind = "unbindListener")
    void bindListener(MqttListener listener, Map<String, ?> properties) {
        synchronized (listeners) {
            listeners.put(listener, properties);
            connection.addListener(listener, properties);
        }
    }

    void updatedListener(MqttListener listener, Map<String, ?> properties) {
        synchronized (listeners) {
            listeners.put(listener, properties);
            connection.replaceListener(listener, properties);
        }
    }

    void unbindListener(MqttListener listener) {
        synchronized (listeners) {
            listeners.remove(listener);
            connection.removeListener(listener);
        }
    }
}
