// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.util.Hashtable;
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
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
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
    private final BundleContext context;
    private final TlsFactories factories;
    private final Connection connection;
    private @Nullable ServiceRegistration<MqttConnection> registration;

    /** Reads the configuration and what is left on disk; connects to nothing. */
    @Activate
    public MqttComponent(BundleContext context, MqttConfig config, Map<String, Object> properties) throws IOException {
        Settings settings = SettingsReader.read(config, properties);
        this.context = context;
        this.factories = new TlsFactories(settings.profile());
        Journal journal = settings.bufferFolder() == null
                ? Journal.NONE
                : new FileJournal(settings.bufferFolder().resolve(settings.name()));
        this.connection = new Connection(
                settings,
                factories,
                new Outbox(settings.name(), settings.bufferSize(), journal),
                new Subscriptions(settings.name()),
                new Backoff(
                        settings.reconnectMin(),
                        settings.reconnectMax(),
                        () -> ThreadLocalRandom.current().nextDouble()));
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
        connection.addListener(listener, properties);
    }

    void updatedListener(MqttListener listener, Map<String, ?> properties) {
        connection.replaceListener(listener, properties);
    }

    void unbindListener(MqttListener listener) {
        connection.removeListener(listener);
    }
}
