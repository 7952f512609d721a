// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/**
 * Kafka's own client with nothing but its properties. There is no broker: a server that wants a certificate notes who
 * knocks and whether it was trusted, and hangs up, so that the client comes again and again.
 */
class KafkaIT {
    private static final Authority CA = Authority.create("CN=Kafka CA");
    private static final Authority OTHER_CA = Authority.create("CN=Other Kafka CA");
    private static final String PROFILE = "kafka";

    @TempDir
    Path folder;

    /** One connection: the certificate that the client has shown, and whether it went on to speak to the server. */
    private record Visit(Optional<X509Certificate> client, boolean spoke) {}

    @Test
    void oneClientFollowsRenewedCertificateAndTrust() throws Exception {
        Gateway.tls(Engine.JDK);
        JcaIT.await(() -> Security.getProvider("USSL") != null);
        Identity first = CA.issue(Certificate.named("CN=gw-17"));
        Identity second = CA.issue(Certificate.named("CN=gw-17"));
        deliver(CA, first);

        BlockingQueue<Visit> visits = new LinkedBlockingQueue<>();
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            Thread server = new Thread(() -> serve(listener, visits), "kafka-server");
            server.start();
            try (Admin client = Admin.create(properties(listener.getLocalPort()))) {
                awaitVisit(visits, new Visit(Optional.of(first.certificate()), true));

                deliver(CA, second);
                awaitVisit(visits, new Visit(Optional.of(second.certificate()), true));

                deliver(OTHER_CA, second);
                awaitVisit(visits, new Visit(Optional.empty(), false));

                deliver(CA, first);
                awaitVisit(visits, new Visit(Optional.of(first.certificate()), true));
            }
            listener.close();
            server.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(server.isAlive()).isFalse();
        }
    }

    /** As org.ussl.jca's README has them. */
    private Map<String, Object> properties(int port) throws IOException {
        String file = Files.writeString(folder.resolve("kafka.profile"), "profile=" + PROFILE + "\n")
                .toString();
        return Map.ofEntries(
                Map.entry("bootstrap.servers", "localhost:" + port),
                Map.entry("security.protocol", "SSL"),
                Map.entry("ssl.keystore.type", "USSL"),
                Map.entry("ssl.keystore.location", file),
                Map.entry("ssl.keystore.password", "unused"),
                Map.entry("ssl.key.password", "unused"),
                Map.entry("ssl.truststore.type", "USSL"),
                Map.entry("ssl.truststore.location", file),
                Map.entry("ssl.keymanager.algorithm", "USSL"),
                Map.entry("ssl.trustmanager.algorithm", "USSL"));
    }

    private static void deliver(Authority trusted, Identity identity) {
        Gateway.profiles().put(PROFILE, List.of(trusted.certificate()), List.of(), identity);
    }

    /** Connections that were under way when the credentials changed come first. */
    private static void awaitVisit(BlockingQueue<Visit> visits, Visit wanted) throws InterruptedException {
        Visit visit;
        do {
            visit = visits.poll(30, TimeUnit.SECONDS);
            assertThat(visit).as("a connection, until %s", wanted).isNotNull();
        } while (!visit.equals(wanted));
    }

    private static void serve(ServerSocket listener, BlockingQueue<Visit> visits) {
        Identity identity =
                CA.issue(Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"));
        while (!listener.isClosed()) {
            try (Socket plain = listener.accept()) {
                plain.setSoTimeout(30_000);
                visits.add(visit(plain, identity));
            } catch (IOException | GeneralSecurityException e) {
                visits.add(new Visit(Optional.empty(), false));
            }
        }
    }

    /** A new context for each, so that no session is resumed and each client shows its certificate. */
    private static Visit visit(Socket plain, Identity identity) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                "own",
                identity.keyPair().getPrivate(),
                new char[0],
                identity.chain().toArray(new X509Certificate[0]));
        own.setCertificateEntry("ca", CA.certificate());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(own);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(true);
            socket.startHandshake();
            X509Certificate client = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return new Visit(Optional.of(client), socket.getInputStream().read() >= 0);
        }
    }
}
