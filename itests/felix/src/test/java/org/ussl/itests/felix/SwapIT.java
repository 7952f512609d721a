// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.inject.Inject;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;
import org.ussl.mqtt.MqttState;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/** New credentials, and another store, while connections run. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwapIT {
    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Gateway gateway;
    private BrokerView broker;

    @Configuration
    public Option[] container() throws IOException {
        return Gateway.container();
    }

    @Before
    public void configure() throws IOException {
        broker = BrokerView.shared();
        gateway = new Gateway(context, configurations).configure();
    }

    @Test
    public void mqttWaitsForTheCredentialAndThenPublishes() throws Exception {
        MqttConnection mqtt = gateway.mqtt("waits", "waits");
        CompletableFuture<Void> published = publish(mqtt, "waits", "1");
        assertEquals(MqttState.WAITING_FOR_CREDENTIAL, mqtt.state());

        gateway.deliver("waits", Gateway.identity());

        published.get(20, TimeUnit.SECONDS);
        assertEquals("1", broker.messages("waits").poll(20, TimeUnit.SECONDS));
    }

    @Test
    public void mqttReconnectsWithTheRenewedCertificateAndLosesNothing() throws Exception {
        Identity old = Gateway.identity();
        gateway.deliver("renew", old);
        MqttConnection mqtt = gateway.mqtt("renew", "renew");
        Publisher publisher = new Publisher(mqtt, "renew").start();
        awaitSerial(old);

        for (int i = 0; i < 3; i++) {
            Identity renewed = Gateway.identity();
            String reply = gateway.renew("renew", renewed);
            assertTrue(reply, reply.startsWith("226 renew: committed"));
            awaitSerial(renewed);
        }

        int published = publisher.stop();
        assertEveryMessageArrived("renew", published);
    }

    @Test
    public void mqttFollowsANewCa() throws Exception {
        Identity identity = Gateway.identity();
        gateway.deliver("trust", identity);
        MqttConnection mqtt = gateway.mqtt("trust", "trust");
        publish(mqtt, "trust", "1").get(20, TimeUnit.SECONDS);
        Authority next = Authority.create("CN=Next CA");
        var old = broker.identity().get();
        broker.identity()
                .set(BrokerView.entry(next.issue(
                        Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"))));
        try {
            gateway.upload("/flash/cert/trust/ca.pem", Identity.pem(List.of(broker.ca(), next.certificate())));
            awaitSerial(identity);

            publish(mqtt, "trust", "2").get(20, TimeUnit.SECONDS);
        } finally {
            broker.identity().set(old);
        }
    }

    /**
     * The first regression test of the house, through all bundles: REQUIRED must survive every swap (Quarkus #55130).
     */
    @Test
    public void anUntrustedPeerIsRefusedBeforeDuringAndAfterASwap() throws Exception {
        gateway.deliver("strict", Gateway.identity());
        SSLSocketFactory factory =
                gateway.await(SSLSocketFactory.class, "(&(ussl.profile=strict)(ussl.cert_reqs=required))");
        try (SSLServerSocket impostor = impostor()) {
            refused(factory, impostor);
            AtomicBoolean swapping = new AtomicBoolean(true);
            CompletableFuture<Void> operator = CompletableFuture.runAsync(() -> {
                while (swapping.get()) {
                    gateway.renew("strict", Gateway.identity());
                }
            });
            for (int i = 0; i < 30; i++) {
                refused(factory, impostor);
            }
            swapping.set(false);
            operator.get(20, TimeUnit.SECONDS);
            refused(factory, impostor);
        }
    }

    @Test
    public void aSwapIsAChangeOfPropertiesOfTheSameService() throws Exception {
        gateway.deliver("same", Gateway.identity());
        SSLSocketFactory before = gateway.await(SSLSocketFactory.class, "(ussl.profile=same)");
        ServiceEvents events = new ServiceEvents(context, SSLSocketFactory.class, "(ussl.profile=same)");

        gateway.renew("same", Gateway.identity());

        assertEquals(3L, events.awaitModification().getServiceReference().getProperty("ussl.revision"));
        assertSame(before, gateway.await(SSLSocketFactory.class, "(ussl.profile=same)"));
    }

    @Test
    public void theStoreIsExchangedWithoutRestartingAConsumer() throws Exception {
        Identity inFile = Gateway.identity();
        gateway.deliver("exchange", inFile);
        MqttConnection mqtt = gateway.mqtt("exchange", "exchange");
        Publisher publisher = new Publisher(mqtt, "exchange").start();
        awaitSerial(inFile);
        ServiceEvents tls = new ServiceEvents(context, SSLSocketFactory.class, "(ussl.profile=exchange)");

        Identity inMemory = Gateway.identity();
        MemoryStore memory = new MemoryStore();
        memory.put("exchange", List.of(broker.ca()), inMemory);
        ServiceRegistration<CredentialStore> other = context.registerService(
                CredentialStore.class, memory, new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 100)));
        tls.awaitModification();
        awaitSerial(inMemory);

        other.unregister();
        tls.awaitModification();
        awaitSerial(inFile);

        assertSame(mqtt, gateway.await(MqttConnection.class, "(mqtt.connection=exchange)"));
        assertEveryMessageArrived("exchange", publisher.stop());
    }

    @Test
    public void minimumCertReqsForbidsAnUnverifiedConnection() throws Exception {
        var configuration = configurations.getConfiguration("org.ussl.tls", "?");
        configuration.update(new Hashtable<>(Map.of("minimumCertReqs", "required")));
        try {
            TlsService tls = gateway.await(TlsService.class, "(minimumCertReqs=required)");
            assertThrows(SSLError.class, () -> tls.wrapSocket(new Socket()));
            assertThrows(
                    SSLError.class,
                    () -> tls.sslContext(
                            TlsOptions.builder().certReqs(CertReqs.NONE).build()));
        } finally {
            configuration.delete();
            // Or the next test gets the service as it was configured here.
            gateway.await(TlsService.class, "(!(minimumCertReqs=required))");
        }
    }

    private SSLServerSocket impostor() throws Exception {
        // A server that the service itself runs, with a certificate of a CA that the other profile does not trust.
        Authority other = Authority.create("CN=Other CA");
        Identity identity = other.issue(Certificate.named("CN=localhost").dns("localhost"));
        gateway.deliver("impostor", identity);
        TlsService tls = gateway.await(TlsService.class, "(objectClass=*)");
        ServerSocket plain = new ServerSocket();
        plain.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        SSLServerSocket listener = tls.wrapServerSocket(
                plain,
                TlsOptions.builder()
                        .profileName("impostor")
                        .serverSide(true)
                        .certReqs(CertReqs.NONE)
                        .build());
        Thread acceptor = new Thread(() -> {
            while (!listener.isClosed()) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.startHandshake();
                } catch (IOException refusedOrClosed) {
                    // What the test is about, seen from the other side, or its end.
                }
            }
        });
        acceptor.setDaemon(true);
        acceptor.start();
        return listener;
    }

    private static void refused(SSLSocketFactory factory, SSLServerSocket server) throws IOException {
        try (SSLSocket socket = (SSLSocket) factory.createSocket()) {
            socket.connect(new InetSocketAddress("localhost", server.getLocalPort()));
            SSLError error = assertThrows(SSLError.class, socket::startHandshake);
            assertEquals(SSLError.Reason.UNTRUSTED, error.reason());
        }
    }

    private void awaitSerial(Identity identity) throws InterruptedException {
        String wanted = identity.certificate().getSerialNumber().toString(16);
        String seen;
        do {
            seen = broker.clientSerials().poll(20, TimeUnit.SECONDS);
            if (seen == null) {
                throw new AssertionError("the broker never saw the certificate " + wanted);
            }
        } while (!seen.equals(wanted));
    }

    private void assertEveryMessageArrived(String topic, int published) throws InterruptedException {
        Publisher.assertArrived(broker.messages(topic), published);
    }

    private static CompletableFuture<Void> publish(MqttConnection mqtt, String topic, String text) {
        return mqtt.publish(MqttMessage.of(topic, text.getBytes(StandardCharsets.UTF_8), MqttQos.AT_LEAST_ONCE))
                .toCompletableFuture();
    }
}
