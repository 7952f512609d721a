// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.ussl.testing.pki.Identity;

/** Another client of the broker, with a certificate of its own, that gets every reading of a topic. */
final class Subscriber implements AutoCloseable {
    private final MqttClient client;

    Subscriber(
            int port, String name, Identity identity, X509Certificate trusted, String topic, Consumer<byte[]> readings)
            throws IOException {
        try {
            client = new MqttClient("ssl://localhost:" + port, name, new MemoryPersistence());
            MqttConnectOptions options = new MqttConnectOptions();
            options.setSocketFactory(tls(identity, trusted));
            options.setCleanSession(true);
            client.connect(options);
            client.subscribe(topic, 1, (from, message) -> readings.accept(message.getPayload()));
        } catch (MqttException e) {
            throw new IOException("the subscriber could not connect: " + e.getMessage(), e);
        }
    }

    private static SSLSocketFactory tls(Identity identity, X509Certificate trusted) throws IOException {
        try {
            char[] password = "demo".toCharArray();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "own",
                    identity.keyPair().getPrivate(),
                    password,
                    identity.chain().toArray(new X509Certificate[0]));
            keys.setCertificateEntry("ca", trusted);
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, password);
            TrustManagerFactory peers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            peers.init(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), peers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(0, 1000);
        client.close();
    }
}
