// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

/**
 * A TLS server that demands a client certificate and tells whose handshakes succeeded: proof that key, chain and trust
 * fit.
 */
final class TlsWitness implements AutoCloseable {
    private final SSLServerSocket listener;
    private final BlockingQueue<String> serials = new LinkedBlockingQueue<>();

    TlsWitness(Authority ca, Identity identity) throws GeneralSecurityException, IOException {
        listener = (SSLServerSocket) context(ca, identity)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        listener.setNeedClientAuth(true);
        Thread thread = new Thread(this::serve, "witness");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Forgets what it saw; what counts comes from now on. */
    void forget() {
        serials.clear();
    }

    /** The serial number of the next client, in hexadecimal. */
    String next() throws InterruptedException {
        String serial = serials.poll(60, TimeUnit.SECONDS);
        if (serial == null) {
            throw new AssertionError("the gateway has not shaken hands within 60 s");
        }
        return serial;
    }

    static String serial(Identity identity) {
        return identity.certificate().getSerialNumber().toString(16);
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.setSoTimeout(60_000);
                socket.startHandshake();
                X509Certificate client = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                serials.add(client.getSerialNumber().toString(16));
            } catch (IOException e) {
                // A gateway that was killed in the handshake, or the end of the test.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private static SSLContext context(Authority ca, Identity identity) throws GeneralSecurityException, IOException {
        char[] password = "witness".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own",
                identity.keyPair().getPrivate(),
                password,
                identity.chain().toArray(new Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", ca.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
