// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.hivemq.internal;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientReconnector;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell command {@code example:report TEXT}, by HiveMQ's MQTT client. The client is made once and reconnects by
 * itself; each time it shows the certificate, has the key and believes the CAs that are in use then.
 */
@Component(
        service = Report.class,
        configurationPid = "org.ussl.example.hivemq",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"osgi.command.scope=example", "osgi.command.function=report"})
@Designate(ocd = Report.Config.class)
public final class Report {
    private static final Logger LOG = LoggerFactory.getLogger(Report.class);
    private static final long PATIENCE_SECONDS = 60;
    private static final long STOP_MILLIS = 5_000;

    /** The keys of {@code org.ussl.example.hivemq}. */
    @ObjectClassDefinition(name = "ussl example: HiveMQ", description = "Reports to a broker by HiveMQ's MQTT client")
    public @interface Config {
        @AttributeDefinition(name = "Host", description = "The broker's name, as its certificate has it")
        String host() default "localhost";

        @AttributeDefinition(name = "Port", description = "The broker's port", min = "1", max = "65535")
        int port() default 8883;

        @AttributeDefinition(name = "Client id", description = "Must differ between gateways")
        String clientId() default "report";

        @AttributeDefinition(name = "Topic", description = "Where to publish")
        String topic() default "report";

        @AttributeDefinition(
                name = "Factories",
                description = "A name for both factories: USSL/PROFILE takes that profile's credentials")
        String factories() default "USSL/default";
    }

    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Mqtt3AsyncClient client;
    private final String topic;
    private final CompletableFuture<?> connected;
    private volatile boolean stopped;

    /** Begins to connect; the bundle org.ussl.jca must be active, which brings the names. */
    @Activate
    public Report(Config config) throws GeneralSecurityException {
        topic = config.topic();
        client = MqttClient.builder()
                .useMqttVersion3()
                .identifier(config.clientId())
                .serverHost(config.host())
                .serverPort(config.port())
                .sslConfig(tls(config.factories()))
                .automaticReconnect()
                .initialDelay(100, TimeUnit.MILLISECONDS)
                .maxDelay(2, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .executorConfig()
                .nettyExecutor(this::execute)
                .nettyThreads(1)
                .applyExecutorConfig()
                .addDisconnectedListener(lost -> prepare(lost.getReconnector(), config.factories()))
                .addConnectedListener(made -> endIfStopped())
                .buildAsync();
        connected = client.connectWith().cleanSession(false).send();
    }

    private static MqttClientSslConfig tls(String factories) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(factories);
        keys.init(null, null);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(factories);
        trust.init((KeyStore) null);
        return MqttClientSslConfig.builder()
                .keyManagerFactory(keys)
                .trustManagerFactory(trust)
                .build();
    }

    /**
     * The factories would do for all connections. But with them the client would also resume the session of the one
     * before, in which the broker knows the certificate from before a renewal.
     */
    private void prepare(MqttClientReconnector next, String factories) {
        try {
            next.transportConfig(
                    next.getTransportConfig().extend().sslConfig(tls(factories)).build());
        } catch (GeneralSecurityException e) {
            LOG.warn("is the bundle org.ussl.jca active? {}", e.getMessage());
        }
        if (stopped) {
            next.reconnect(false);
        }
    }

    /**
     * Publishes, as soon as the broker is there.
     *
     * @return that the broker has it
     */
    public String report(String text) throws ExecutionException, InterruptedException, TimeoutException {
        connected
                .thenCompose(up -> client.publishWith()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(text.getBytes(StandardCharsets.UTF_8))
                        .send())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return topic + ": the broker has it";
    }

    private void execute(Runnable task) {
        Thread thread = new Thread(task, "ussl-example-hivemq");
        thread.setDaemon(true);
        threads.removeIf(each -> !each.isAlive());
        threads.add(thread);
        thread.start();
    }

    /** Returns when the client's threads have ended: they cannot do that without this bundle's classes. */
    @Deactivate
    void stop() throws InterruptedException {
        stopped = true;
        end();
        for (Thread thread : threads) {
            thread.join(STOP_MILLIS);
        }
    }

    /** A connection that was being made when the component stopped. */
    private void endIfStopped() {
        if (stopped) {
            end();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It fails if there is no connection, and none is made any more.
    private void end() {
        client.disconnect();
    }
}
