// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.security.KeyPair;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.ussl.testing.pki.Identity;

/**
 * What the broker outside of OSGi shares with the tests inside. It lies in the system properties, in objects of the
 * JDK's classes, because those are the only ones that both sides have in common.
 *
 * @param ca the certificate of the CA that both sides start with
 * @param caKey its key
 * @param identity what the broker shows at its next handshake
 * @param clientSerials the serial numbers of client certificates, in hexadecimal, as full handshakes bring them
 * @param connects the client identifiers of MQTT connections
 * @param messages what was published, by topic
 */
record BrokerView(
        X509Certificate ca,
        KeyPair caKey,
        AtomicReference<PrivateKeyEntry> identity,
        BlockingQueue<String> clientSerials,
        BlockingQueue<String> connects,
        ConcurrentMap<String, BlockingQueue<String>> messages) {

    private static final String KEY = "ussl.itests.broker";

    static BrokerView of(X509Certificate ca, KeyPair caKey, PrivateKeyEntry identity) {
        return new BrokerView(
                ca,
                caKey,
                new AtomicReference<>(identity),
                new LinkedBlockingQueue<>(),
                new LinkedBlockingQueue<>(),
                new ConcurrentHashMap<>());
    }

    static PrivateKeyEntry entry(Identity identity) {
        return new PrivateKeyEntry(
                identity.keyPair().getPrivate(), identity.chain().toArray(new Certificate[0]));
    }

    /** Leaves it for the other side. */
    void share() {
        System.getProperties().put(KEY, new Object[] {ca, caKey, identity, clientSerials, connects, messages});
    }

    /** What the other side has left. */
    @SuppressWarnings("unchecked") // The JDK's own classes on both sides; share() is the one that writes.
    static BrokerView shared() {
        Object[] shared = (Object[]) System.getProperties().get(KEY);
        return new BrokerView(
                (X509Certificate) shared[0],
                (KeyPair) shared[1],
                (AtomicReference<PrivateKeyEntry>) shared[2],
                (BlockingQueue<String>) shared[3],
                (BlockingQueue<String>) shared[4],
                (ConcurrentMap<String, BlockingQueue<String>>) shared[5]);
    }

    BlockingQueue<String> messages(String topic) {
        return messages.computeIfAbsent(topic, t -> new LinkedBlockingQueue<>());
    }
}
