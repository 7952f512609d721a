// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import javax.inject.Inject;
import javax.net.ssl.SSLContext;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Credentials;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.TlsOptions;

/** A gateway of a fleet whose keys are in a token. With Debian's nats-server and softhsm2; skipped without. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FleetTokenIT {
    private static final String PROFILE = FleetWords.PROFILE;
    private static final Set<String> OWN = Set.of("ussl.fleet.sealing", "ussl.fleet.signing");
    private static final long PATIENCE_SECONDS = 60;

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Configuration
    public Option[] container() throws IOException {
        Option[] options = Gateway.container();
        FleetPeer.share();
        return options;
    }

    @Test
    public void staysTheSameGatewayOverARestartAndNobodyElseCanNameItsKeys() throws Exception {
        Object[] peer = FleetWords.shared();
        assumeTrue("Debian's package nats-server", peer != null);
        SoftToken token = SoftToken.required();
        Gateway gateway = new Gateway(context, configurations);
        token.store(configurations, Map.of());
        CredentialStore store = gateway.await(CredentialStore.class, "(ussl.store=pkcs11)");
        deliver(gateway, PROFILE);
        Path folder = Files.createDirectories(Gateway.home().resolve("fleet"));
        Files.writeString(folder.resolve("operators"), peer[1] + "\n");
        link(folder, "tls://localhost:" + peer[0]);

        String card = awaitCard(gateway);
        Identity first = Gateway.identity();
        assertInUse(push(peer, card, first));
        assertEquals(first.chain(), store.current(PROFILE).orElseThrow().chain());
        assertTrue(store.profiles().containsAll(OWN));
        ownProfilesAreForNobodyElse(gateway);

        Bundle fleet = gateway.bundleNamed("org.ussl.store.nats");
        Bundle keys = gateway.bundleNamed("org.ussl.store.pkcs11");
        fleet.stop();
        keys.stop();
        keys.start();
        fleet.start();
        CredentialStore again = gateway.await(CredentialStore.class, "(ussl.store=pkcs11)");
        assertEquals(card, awaitCard(gateway));
        Identity second = Gateway.identity();
        assertInUse(push(peer, card, second));
        assertEquals(second.chain(), again.current(PROFILE).orElseThrow().chain());
    }

    private void ownProfilesAreForNobodyElse(Gateway gateway) throws Exception {
        Credentials credentials = gateway.await(Credentials.class, "(objectClass=*)");
        CredentialIntake intake = gateway.await(CredentialIntake.class, "(objectClass=*)");
        assertEquals(
                List.of(PROFILE),
                credentials.profiles().stream().map(CredentialInfo::profile).toList());
        for (ServiceReference<SSLContext> reference : context.getServiceReferences(SSLContext.class, null)) {
            assertEquals(PROFILE, reference.getProperty("ussl.profile"));
        }
        Identity other = Gateway.identity();
        for (String own : OWN) {
            assertThrows(IllegalArgumentException.class, () -> credentials.rollback(own, 1));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> intake.offer(
                            own,
                            Map.of(CredentialPart.CERT, other.chainPem(), CredentialPart.KEY, other.keyPem()),
                            Origin.UNKNOWN));
            assertThrows(IllegalArgumentException.class, () -> intake.drop(own));
            assertThrows(IllegalArgumentException.class, () -> TlsOptions.profile(own));
            for (String line : List.of("ussl:rollback " + own + " 1", "ussl:remove " + own + " cert.pem")) {
                String said = type(gateway, line);
                assertTrue(said, said.contains("the gateway's own"));
            }
        }
        String listed = type(gateway, "ussl:profiles");
        assertTrue(listed, listed.contains(PROFILE) && !listed.contains("ussl.fleet"));
    }

    /** Types a command, and gives what it says in one line. */
    private static String type(Gateway gateway, String line) throws Exception {
        String command = line.substring("ussl:".length()).split(" ")[0];
        gateway.await("(&(osgi.command.scope=ussl)(osgi.command.function=" + command + "))");
        CommandProcessor shell = gateway.await(CommandProcessor.class, "(service.id=*)");
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (CommandSession session = shell.createSession(new ByteArrayInputStream(new byte[0]), screen, screen)) {
            return (session.execute(line) + screen.toString(StandardCharsets.UTF_8)).replaceAll("\\s+", " ");
        }
    }

    private static void deliver(Gateway gateway, String profile) throws Exception {
        CredentialIntake intake = gateway.await(CredentialIntake.class, "(objectClass=*)");
        Identity identity = Gateway.identity();
        intake.offer(
                profile,
                Map.of(
                        CredentialPart.CA, Gateway.ca().pem(),
                        CredentialPart.CERT, identity.chainPem(),
                        CredentialPart.KEY, identity.keyPem()),
                Origin.UNKNOWN);
    }

    private void link(Path folder, String server) throws IOException {
        configurations
                .getConfiguration("org.ussl.store.nats", "?")
                .update(new Hashtable<>(Map.of(
                        "servers",
                        new String[] {server},
                        "fleet",
                        FleetWords.FLEET,
                        "gateway",
                        "gw-in-token",
                        "folder",
                        folder.toString(),
                        "profile",
                        PROFILE)));
    }

    private static void assertInUse(String report) {
        assertTrue(report, report.startsWith("IN_USE "));
    }

    @SuppressWarnings("unchecked") // The JDK's own classes on both sides; FleetPeer is the one that writes.
    private static String push(Object[] peer, String card, Identity identity) {
        Map<String, byte[]> files =
                Map.of("ca.pem", Gateway.ca().pem(), "cert.pem", identity.chainPem(), "private.key", identity.keyPem());
        return ((BiFunction<String, Map<String, byte[]>, String>) peer[2]).apply(card, files);
    }

    /** The gateway's card, once it is on the engine. The command comes and goes with its bundle. */
    private static String awaitCard(Gateway gateway) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String sheet;
        do {
            Object command = gateway.await("(&(osgi.command.scope=ussl)(osgi.command.function=fleet))");
            sheet = (String) command.getClass().getMethod("fleet").invoke(command);
            if (sheet.contains("connected to tls://localhost")) {
                return sheet.lines()
                        .filter(line -> line.startsWith("card "))
                        .findFirst()
                        .orElseThrow()
                        .substring("card ".length())
                        .strip();
            }
            Thread.onSpinWait();
        } while (System.nanoTime() < end);
        throw new AssertionError(sheet);
    }
}
