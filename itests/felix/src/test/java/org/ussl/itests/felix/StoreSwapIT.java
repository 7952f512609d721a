// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import javax.net.ssl.SSLContext;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.mqtt.MqttConnection;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.TlsService;

/**
 * The stores change places under traffic: file, token, memory, token, file. Needs Debian's softhsm2, and is skipped
 * without it.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class StoreSwapIT {
    private static final String PROFILE = "moves";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Gateway gateway;
    private BrokerView broker;
    private SoftToken token;

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
    public void storesChangePlacesWithoutRestartingAConsumer() throws Exception {
        token = SoftToken.required();
        Identity inFile = Gateway.identity();
        gateway.deliver(PROFILE, inFile);
        MqttConnection mqtt = gateway.mqtt(PROFILE, PROFILE);
        Publisher publisher = new Publisher(mqtt, PROFILE).start();
        awaitSerial(inFile);
        Visitors visitors = new Visitors(gateway.await(TlsService.class, "(objectClass=*)"), PROFILE).start();
        long revision = revision();

        // The token's store first stands behind the file store; it is used when its ranking is above.
        configureToken(-1, "");
        gateway.await(CredentialStore.class, "(ussl.store=pkcs11)");
        String moved = type("ussl:migrate --json file pkcs11 " + PROFILE);
        assertTrue(moved, moved.contains("\"ok\":true"));
        configureToken(10, "");
        CredentialStore inTokenStore =
                gateway.await(CredentialStore.class, "(&(ussl.store=pkcs11)(service.ranking=10))");
        assertEquals(inFile.chain(), inTokenStore.current(PROFILE).orElseThrow().chain());
        gateway.await(SSLContext.class, "(&(ussl.profile=" + PROFILE + ")(ussl.revision=" + (revision + 1) + "))");
        for (Map.Entry<String, ?> bad : Map.of(
                        "slotListIndex", "first", "keepVersions", "101", "folder", "elsewhere", "pin", "")
                .entrySet()) {
            configureToken(10, "", Map.of(bad.getKey(), bad.getValue()));
            gateway.await("(&(ussl.store=pkcs11)(ussl.store.fault=" + bad.getKey() + "*))");
        }
        configureToken(10, "");
        assertSame(
                inTokenStore, gateway.await(CredentialStore.class, "(&(ussl.store=pkcs11)(!(ussl.store.fault=*:*)))"));
        publisher.awaitProgress();
        Identity inToken = Gateway.identity();
        String reply = gateway.renew(PROFILE, inToken);
        assertTrue(reply, reply.startsWith("226 " + PROFILE + ": committed"));
        assertEquals(
                inToken.chain(), inTokenStore.current(PROFILE).orElseThrow().chain());
        awaitSerial(inToken);

        Identity inMemory = Gateway.identity();
        MemoryStore memory = new MemoryStore();
        memory.put(PROFILE, List.of(broker.ca()), inMemory);
        ServiceRegistration<CredentialStore> third = context.registerService(
                CredentialStore.class, memory, new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 100)));
        awaitSerial(inMemory);

        third.unregister();
        awaitSerial(inToken);

        String stays = type("ussl:migrate --json pkcs11 file " + PROFILE);
        assertTrue(stays, stays.contains("\"ok\":false") && stays.contains("cannot leave"));
        Bundle bundle = gateway.bundleNamed("org.ussl.store.pkcs11");
        bundle.stop();
        awaitSerial(inFile);

        assertSame(mqtt, gateway.await(MqttConnection.class, "(mqtt.connection=" + PROFILE + ")"));
        Publisher.assertArrived(broker.messages(PROFILE), publisher.stop());
        bundle.start();
        gateway.await(CredentialStore.class, "(ussl.store=pkcs11)");
        // Stopped and started by its configuration as well, and with what it takes over by itself.
        configurations.getConfiguration("org.ussl.store.pkcs11", "?").delete();
        awaitSerial(inFile);
        configureToken(10, Gateway.home().resolve("credentials").toString());
        gateway.await(CredentialStore.class, "(ussl.store=pkcs11)");
        int served = visitors.stop();
        assertTrue("nobody came", served > 0);
        keysInTheTokenWorkOnEveryEngine();
        configurations.getConfiguration("org.ussl.store.pkcs11", "?").delete();
    }

    private void configureToken(int ranking, String importFolder) throws IOException {
        configureToken(ranking, importFolder, Map.of());
    }

    private void configureToken(int ranking, String importFolder, Map<String, ?> more) throws IOException {
        Map<String, Object> values = new HashMap<>(Map.of("importFolder", importFolder, "ranking", ranking));
        values.putAll(more);
        token.store(configurations, values);
    }

    /** What consumers are told. */
    private long revision() throws Exception {
        ServiceReference<SSLContext> reference = context.getServiceReferences(
                        SSLContext.class, "(ussl.profile=" + PROFILE + ")")
                .iterator()
                .next();
        return ((Number) reference.getProperty("ussl.revision")).longValue();
    }

    private String type(String line) throws Exception {
        gateway.await("(osgi.command.function=migrate)");
        CommandProcessor shell = gateway.await(CommandProcessor.class, "(service.id=*)");
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (CommandSession session = shell.createSession(new ByteArrayInputStream(new byte[0]), screen, screen)) {
            return String.valueOf(session.execute(line));
        }
    }

    private void keysInTheTokenWorkOnEveryEngine() throws Exception {
        CredentialIntake intake = gateway.await(CredentialIntake.class, "(objectClass=*)");
        Identity rsa = Gateway.ca().issue(Certificate.named("CN=gw-17").kind(KeyKind.RSA2048));
        intake.offer(new CredentialPath("rsa", CredentialPart.CA), Gateway.ca().pem());
        intake.offer(new CredentialPath("rsa", CredentialPart.CERT), rsa.chainPem());
        intake.offer(new CredentialPath("rsa", CredentialPart.KEY), rsa.keyPem());
        CredentialStore inTokenStore = gateway.await(CredentialStore.class, "(ussl.store=pkcs11)");
        assertEquals(rsa.chain(), inTokenStore.current("rsa").orElseThrow().chain());
        for (String engine : List.of("bc", "conscrypt", "jdk")) {
            configurations.getConfiguration("org.ussl.tls", "?").update(new Hashtable<>(Map.of("engine", engine)));
            Talk talk = new Talk(gateway.await(TlsService.class, "(engine=" + engine + ")"));
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertEquals(engine, protocol, talk.over(PROFILE, protocol));
                assertEquals(engine, protocol, talk.over("rsa", protocol));
            }
        }
        configurations.getConfiguration("org.ussl.tls", "?").delete();
    }

    private void awaitSerial(Identity identity) throws InterruptedException {
        String wanted = identity.certificate().getSerialNumber().toString(16);
        String seen;
        do {
            seen = broker.clientSerials().poll(30, TimeUnit.SECONDS);
            if (seen == null) {
                throw new AssertionError("the broker never saw the certificate " + wanted);
            }
        } while (!seen.equals(wanted));
    }
}
