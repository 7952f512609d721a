// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.TimerPingSender;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

/** MQTT 5. */
final class Wire5 implements Wire {
    private static final int FIRST_REFUSAL = 0x80;

    /** Kept, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger PAHO = Logger.getLogger("org.eclipse.paho.mqttv5");

    static {
        if (PAHO.getLevel() == null) {
            // It reports each broken connection as SEVERE with a stack trace; the Chronicle tells it in a line.
            PAHO.setLevel(Level.OFF);
        }
    }

    private final Settings settings;
    private final Flight.Leg leg;
    private final Events events;
    private final WireThreads threads;
    private final TlsLine line;
    private final Map<Outgoing, IMqttToken> tokens = new ConcurrentHashMap<>();
    private volatile @Nullable MqttAsyncClient client;

    Wire5(Settings settings, SSLSocketFactory tls, Flight.Leg leg, Events events) {
        this.settings = settings;
        this.leg = leg;
        this.events = events;
        this.threads = new WireThreads("ussl-mqtt-" + settings.name() + "-wire");
        this.line =
                new TlsLine(tls, settings.host(), settings.port(), settings.connectTimeout(), threads, events::broken);
    }

    @Override
    public void open() throws IOException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(settings.cleanStart());
        options.setSessionExpiryInterval(settings.cleanStart() ? 0L : settings.sessionExpirySeconds());
        options.setKeepAliveInterval(settings.keepAliveSeconds());
        options.setUseSubscriptionIdentifiers(false);
        options.setUserName(settings.user());
        char[] password = settings.password();
        if (password != null) {
            ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            options.setPassword(bytes);
        }
        MqttMessage will = settings.will();
        if (will != null) {
            options.setWill(will.topic(), message(will));
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

    static org.eclipse.paho.mqttv5.common.MqttMessage message(MqttMessage message) {
        return new org.eclipse.paho.mqttv5.common.MqttMessage(
                message.payload(), message.qos().ordinal(), message.retained(), new MqttProperties());
    }

    @Override
    public void publish(Outgoing outgoing) throws IOException {
        MqttMessage message = outgoing.message();
        MqttActionListener written = outgoing.isAcknowledged() ? null : whenDone(() -> events.written(outgoing));
        try {
            MqttAsyncClient present = client();
            leg.board(
                    outgoing,
                    () -> tokens.put(outgoing, present.publish(message.topic(), message(message), null, written)));
        } catch (MqttException e) {
            throw new IOException(Reason.of(e), e);
        }
    }

    @Override
    public @Nullable String refusal(Outgoing outgoing) {
        IMqttToken token = tokens.remove(outgoing);
        int[] codes = token == null || token.getResponse() == null ? null : token.getReasonCodes();
        return codes != null && codes.length > 0 && codes[0] >= FIRST_REFUSAL ? Reason.ofCode(codes[0]) : null;
    }

    @Override
    public void subscribe(Map<String, MqttQos> filters) throws IOException {
        MqttSubscription[] subscriptions = filters.entrySet().stream()
                .map(filter ->
                        new MqttSubscription(filter.getKey(), filter.getValue().ordinal()))
                .toArray(MqttSubscription[]::new);
        try {
            client().subscribe(
                            subscriptions,
                            null,
                            new MqttActionListener() {
                                @Override
                                public void onSuccess(IMqttToken token) {
                                    int[] codes = token.getReasonCodes();
                                    for (int i = 0; codes != null && i < codes.length; i++) {
                                        if (codes[i] >= FIRST_REFUSAL) {
                                            events.unsubscribable(
                                                    subscriptions[i].getTopic() + " (" + Reason.ofCode(codes[i]) + ")");
                                        }
                                    }
                                }

                                @Override
                                public void onFailure(IMqttToken token, Throwable cause) {
                                    events.broken(cause);
                                }
                            },
                            new MqttProperties());
        } catch (MqttException e) {
            throw new IOException(Reason.of(e), e);
        }
    }

    @Override
    public void unsubscribe(Collection<String> filters) throws IOException {
        try {
            client().unsubscribe(filters.toArray(new String[0]), null, null, new MqttProperties());
        } catch (MqttException e) {
            throw new IOException(Reason.of(e), e);
        }
    }

    @Override
    public void close() {
        try {
            client().disconnect(0, null, whenDone(events::ended), 0, new MqttProperties());
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

    private MqttActionListener whenDone(Runnable action) {
        return new MqttActionListener() {
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
        public void disconnected(MqttDisconnectResponse response) {
            MqttException cause = response.getException();
            events.broken(cause != null ? cause : new IOException(Reason.ofCode(response.getReturnCode())));
        }

        @Override
        public void mqttErrorOccurred(MqttException cause) {
            events.broken(cause);
        }

        @Override
        public void messageArrived(String topic, org.eclipse.paho.mqttv5.common.MqttMessage message)
                throws InterruptedException {
            int id = message.getId();
            int qos = message.getQos();
            // Paho 5 has answered QoS 2 itself by now.
            events.arrived(
                    new MqttMessage(topic, message.getPayload(), MqttQos.values()[qos], message.isRetained()),
                    qos == 1 ? () -> acknowledge(id) : () -> {});
        }

        private void acknowledge(int id) {
            try {
                client().messageArrivedComplete(id, 1);
            } catch (IOException | MqttException closing) {
                // The wire is broken, and the broker sends the message again.
            }
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // The store has seen it.
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }

    private final class Client extends MqttAsyncClient {
        Client() throws MqttException {
            super(line.uri(), settings.clientId(), new Store5(leg), new TimerPingSender(threads), threads);
        }

        @Override
        protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) {
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
