// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.ScheduledExecutorPingSender;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.jspecify.annotations.Nullable;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

/** MQTT 3.1.1. */
final class Wire3 implements Wire {
    private static final int SUBSCRIPTION_REFUSED = 0x80;

    private final Settings settings;
    private final Flight.Leg leg;
    private final Events events;
    private final WireThreads threads;
    private final TlsLine line;
    private volatile @Nullable MqttAsyncClient client;

    Wire3(Settings settings, SSLSocketFactory tls, Flight.Leg leg, Events events) {
        this.settings = settings;
        this.leg = leg;
        this.events = events;
        this.threads = new WireThreads("ussl-mqtt-" + settings.name() + "-wire");
        this.line =
                new TlsLine(tls, settings.host(), settings.port(), settings.connectTimeout(), threads, events::broken);
    }

    @Override
    public void open() throws IOException {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(settings.cleanStart());
        options.setKeepAliveInterval(settings.keepAliveSeconds());
        options.setMaxInflight(Connection.WINDOW);
        options.setUserName(settings.user());
        char[] password = settings.password();
        if (password != null) {
            options.setPassword(password);
        }
        MqttMessage will = settings.will();
        if (will != null) {
            options.setWill(will.topic(), will.payload(), will.qos().ordinal(), will.retained());
        }
        try {
            MqttAsyncClient made = new Client();
            client = made;
            made.setManualAcks(true);
            made.setCallback(new Callback());
            made.connect(options, null, whenDone(events::connected));
        } catch (MqttException e) {
            throw new IOException(Reason.of(e), e);
        }
    }

    @Override
    public void publish(Outgoing outgoing) throws IOException {
        MqttMessage message = outgoing.message();
        IMqttActionListener written = outgoing.isAcknowledged() ? null : whenDone(() -> events.written(outgoing));
        try {
            MqttAsyncClient present = client();
            leg.board(
                    outgoing,
                    () -> present.publish(
                            message.topic(),
                            message.payload(),
                            message.qos().ordinal(),
                            message.retained(),
                            null,
                            written));
        } catch (MqttException e) {
            throw new IOException(Reason.of(e), e);
        }
    }

    @Override
    public @Nullable String refusal(Outgoing outgoing) {
        return null;
    }

    @Override
    public void subscribe(Map<String, MqttQos> filters) throws IOException {
        String[] topics = filters.keySet().toArray(new String[0]);
        int[] qos = filters.values().stream().mapToInt(Enum::ordinal).toArray();
        try {
            client().subscribe(topics, qos, null, new IMqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    int[] granted = token.getGrantedQos();
                    for (int i = 0; i < granted.length; i++) {
                        if (granted[i] == SUBSCRIPTION_REFUSED) {
                            events.unsubscribable(topics[i]);
                        }
                    }
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    events.broken(cause);
                }
            });
        } catch (MqttException e) {
            throw new IOException(Reason.of(e), e);
        }
    }

    @Override
    public void unsubscribe(Collection<String> filters) throws IOException {
        try {
            client().unsubscribe(filters.toArray(new String[0]), null, null);
        } catch (MqttException e) {
            throw new IOException(Reason.of(e), e);
        }
    }

    @Override
    public void close() {
        try {
            client().disconnect(0, null, whenDone(events::ended));
        } catch (IOException | MqttException e) {
            events.ended();
        }
    }

    @Override
    public void abort() {
        line.abort();
        threads.end(() -> {
            try {
                client().disconnectForcibly(0, 1, false);
            } catch (IOException | MqttException closing) {
                // There is nothing left to disconnect.
            }
        });
    }

    @Override
    public boolean awaitEnd(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }

    private MqttAsyncClient client() throws IOException {
        MqttAsyncClient present = client;
        if (present == null) {
            throw new IOException("not open");
        }
        return present;
    }

    private IMqttActionListener whenDone(Runnable action) {
        return new IMqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                action.run();
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                events.broken(cause);
            }
        };
    }

    private final class Callback implements MqttCallback {
        @Override
        public void connectionLost(Throwable cause) {
            events.broken(cause);
        }

        @Override
        public void messageArrived(String topic, org.eclipse.paho.client.mqttv3.MqttMessage message)
                throws InterruptedException {
            int id = message.getId();
            int qos = message.getQos();
            events.arrived(
                    new MqttMessage(topic, message.getPayload(), MqttQos.values()[qos], message.isRetained()),
                    () -> acknowledge(id, qos));
        }

        private void acknowledge(int id, int qos) {
            try {
                client().messageArrivedComplete(id, qos);
            } catch (IOException | MqttException closing) {
                // The wire is broken, and the broker sends the message again.
            }
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // The store has seen it.
        }
    }

    private final class Client extends MqttAsyncClient {
        Client() throws MqttException {
            super(line.uri(), settings.clientId(), new Store3(leg), new ScheduledExecutorPingSender(threads), threads);
        }

        @Override
        protected NetworkModule[] createNetworkModules(String address, MqttConnectOptions options) {
            return new NetworkModule[] {
                new NetworkModule() {
                    @Override
                    public void start() throws IOException {
                        line.connect();
                    }

                    @Override
                    public InputStream getInputStream() throws IOException {
                        return line.input();
                    }

                    @Override
                    public OutputStream getOutputStream() throws IOException {
                        return line.output();
                    }

                    @Override
                    public void stop() throws IOException {
                        line.close();
                    }

                    @Override
                    public String getServerURI() {
                        return line.uri();
                    }
                }
            };
        }
    }
}
