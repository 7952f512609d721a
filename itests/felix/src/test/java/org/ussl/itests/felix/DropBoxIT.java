// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.AssumptionViolatedException;
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
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.ftp.FtpServer;
import org.ussl.testing.pki.Identity;

/**
 * The drop box in the whole gateway: FTPS with the gateway's own credential, changes of its configuration, the switch.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DropBoxIT {

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Gateway gateway;

    @Configuration
    public Option[] container() throws IOException {
        return Gateway.container();
    }

    @Before
    public void configure() throws IOException {
        gateway = new Gateway(context, configurations).configure();
    }

    private InetSocketAddress address() throws Exception {
        return gateway.await(InetSocketAddress.class, "(ussl.ftp=true)");
    }

    /** Waits until the drop box listens on another port. */
    private void awaitOtherThan(InetSocketAddress before) throws Exception {
        gateway.await(InetSocketAddress.class, "(&(ussl.ftp=true)(!(port=" + before.getPort() + ")))");
    }

    @Test
    public void takesACredentialByFtpsWithTheCertificateThatWasDroppedAndItsSuccessor() throws Exception {
        Identity first = Gateway.identity();
        gateway.deliver("ftp", first);
        Identity line = Gateway.identity();
        try (FtpWire before = new FtpWire(address())) {
            assertEquals(first.chain().get(0), before.startTls("TLSv1.3"));
            before.login();
            String replies = curl(Map.of("cert.pem", line.chainPem(), "private.key", line.keyPem()));
            assertTrue(replies, replies.contains("226 ftps: committed revision 1"));

            Identity second = Gateway.identity();
            gateway.renew("ftp", second);
            try (FtpWire after = new FtpWire(address())) {
                assertEquals(second.chain().get(0), after.startTls("TLSv1.2"));
            }
            String renewed = curl(Map.of("ca.pem", Gateway.ca().pem()));
            assertTrue(renewed, renewed.contains("226 ftps: committed revision 2"));
            // The session that was there before goes on.
            before.ask("NOOP", "200");
        }
    }

    /** Uploads by curl, because Java's own client cannot resume a session on another port; gives what it says. */
    private String curl(Map<String, byte[]> files) throws Exception {
        Path folder = Files.createTempDirectory(Gateway.home(), "curl");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        ProcessBuilder builder = new ProcessBuilder(
                        "curl",
                        "-v",
                        "-k",
                        "--ssl-reqd",
                        "--tls-max",
                        "1.2",
                        "--user",
                        Gateway.USER + ":" + Gateway.PASSWORD,
                        "-T",
                        "{" + String.join(",", files.keySet()) + "}",
                        "ftp://127.0.0.1:" + address().getPort() + "/flash/cert/ftps/")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssumptionViolatedException("curl is not installed", e);
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return Files.readString(folder.resolve("said"), StandardCharsets.ISO_8859_1);
    }

    @Test
    public void finishesAnUploadOverAChangeOfTheConfiguration() throws Exception {
        InetSocketAddress before = address();
        Identity identity = Gateway.identity();
        gateway.upload("/flash/cert/change/cert.pem", identity.chainPem());
        byte[] key = identity.keyPem();
        try (FtpWire wire = new FtpWire(before);
                Socket data = wire.login().open()) {
            wire.ask("STOR /flash/cert/change/private.key", "150");
            data.getOutputStream().write(key, 0, 40);

            org.osgi.service.cm.Configuration configuration = configurations.getConfiguration("org.ussl.ftp", "?");
            Dictionary<String, Object> values = configuration.getProperties();
            values.put("maxSessions", 17);
            configuration.update(values);
            awaitOtherThan(before);

            data.getOutputStream().write(key, 40, key.length - 40);
            data.shutdownOutput();
            String reply = wire.expect("226");
            assertTrue(reply, reply.contains("change: committed revision 1"));
        }
    }

    @Test
    public void answersForATimeWhenTheStoreGoesDuringAnUploadAndTakesItWhenItIsBack() throws Exception {
        Identity identity = Gateway.identity();
        gateway.upload("/flash/cert/gone/cert.pem", identity.chainPem());
        Bundle store = gateway.bundleNamed("org.ussl.store.file");
        try (FtpWire wire = new FtpWire(address()).login()) {
            try (Socket data = wire.open()) {
                wire.ask("STOR /flash/cert/gone/private.key", "150");
                data.getOutputStream().write(identity.keyPem(), 0, 40);
                store.stop();
                data.getOutputStream().write(identity.keyPem(), 40, identity.keyPem().length - 40);
                data.shutdownOutput();
                String reply = wire.expect("450");
                assertTrue(reply, reply.contains("nothing has changed"));
            } finally {
                store.start();
            }
            // The intake is there again a moment later.
            String reply = wire.upload("/flash/cert/gone/private.key", identity.keyPem());
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                    reply.startsWith("450") && System.nanoTime() < end; ) {
                reply = wire.upload("/flash/cert/gone/private.key", identity.keyPem());
            }
            assertTrue(reply, reply.startsWith("226 gone: committed revision 1"));
        }
    }

    /** What the intake is offered goes to the store that there is then; what waits in the other one stays there. */
    @Test
    public void answersForATimeWhenAnotherStoreComesDuringAnUploadAndTakesItWhenItIsGone() throws Exception {
        Identity identity = Gateway.identity();
        gateway.upload("/flash/cert/other/cert.pem", identity.chainPem());
        byte[] key = identity.keyPem();
        MemoryStore other = new MemoryStore();
        try (FtpWire wire = new FtpWire(address()).login()) {
            ServiceRegistration<CredentialStore> exchanged;
            try (Socket data = wire.open()) {
                wire.ask("STOR /flash/cert/other/private.key", "150");
                data.getOutputStream().write(key, 0, 40);
                exchanged = context.registerService(
                        CredentialStore.class, other, new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 100)));
                data.getOutputStream().write(key, 40, key.length - 40);
                data.shutdownOutput();
                String reply = wire.expect("450");
                assertTrue(reply, reply.contains("upload it again"));
                assertEquals(Set.of(), other.profiles());
            }
            exchanged.unregister();
            // The intake is there again a moment later.
            String reply = wire.upload("/flash/cert/other/private.key", key);
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                    reply.startsWith("450") && System.nanoTime() < end; ) {
                reply = wire.upload("/flash/cert/other/private.key", key);
            }
            assertTrue(reply, reply.startsWith("226 other: committed revision 1"));
        }
    }

    @Test
    public void refusesAnEmptyFileAndKeepsWhatIsThere() throws Exception {
        gateway.deliver("empty", Gateway.identity());
        try (FtpWire wire = new FtpWire(address()).login()) {
            for (String name : List.of("ca.pem", "cert.pem", "private.key")) {
                String reply = wire.upload("/flash/cert/empty/" + name, new byte[0]);
                assertTrue(reply, reply.startsWith("550"));
            }
            String status = wire.ask("SITE STATUS empty", "200");
            assertTrue(status, status.contains("End"));
        }
        String again = gateway.renew("empty", Gateway.identity());
        assertTrue(again, again.startsWith("226 empty: committed revision 3"));
    }

    @Test
    public void isSwitchedOffAndOnByAProgram() throws Exception {
        FtpServer server = gateway.await(FtpServer.class, "(service.id=*)");
        InetSocketAddress before = address();
        assertTrue(server.isRunning());
        server.deinit();
        assertFalse(server.isRunning());
        assertThrows(ConnectException.class, () -> new Socket(before.getAddress(), before.getPort()).close());
        server.init("technician", "for today".toCharArray(), Duration.ofMinutes(1));
        try (FtpWire wire = new FtpWire(address())) {
            wire.ask("USER technician", "331");
            wire.ask("PASS for today", "230");
        }
        InetSocketAddress during = address();
        // The configured timeout is another: what is changed listens anew, on another port if the system chooses it.
        server.init();
        assertTrue(server.isRunning());
        awaitOtherThan(during);
        gateway.ftp().disconnect();
    }

    @Test
    public void recordsLoginsAndUploadsInTheAuditLog() throws Exception {
        Path log = Gateway.home().resolve("audit.log");
        org.osgi.service.cm.Configuration intake = configurations.getConfiguration("org.ussl.intake", "?");
        intake.update(new Hashtable<>(Map.of("auditFile", log.toString())));
        // The drop box turns to the intake that has this configuration a moment after it has come.
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                !Files.exists(log) && System.nanoTime() < end; ) {
            gateway.ftp().disconnect();
        }
        gateway.upload("/flash/notes", "x".getBytes(StandardCharsets.US_ASCII));
        gateway.upload("/flash/cert/audit/ca.pem", Gateway.ca().pem());
        try (FtpWire wire = new FtpWire(address())) {
            wire.ask("USER operator", "331");
            wire.ask("PASS wrong", "530");
            // The next command is looked at when that is on record.
            wire.ask("NOOP", "530");
        }
        List<String> lines = Files.readAllLines(log);
        assertTrue(lines.toString(), contains(lines, "\"event\":\"login\"", "\"outcome\":\"admitted\""));
        assertTrue(lines.toString(), contains(lines, "\"event\":\"upload\"", "/flash/notes"));
        assertTrue(lines.toString(), contains(lines, "\"event\":\"delivery\"", "\"outcome\":\"committed\""));
        assertTrue(lines.toString(), contains(lines, "\"event\":\"login\"", "\"outcome\":\"refused\""));
    }

    private static boolean contains(List<String> lines, String... parts) {
        return lines.stream().anyMatch(line -> List.of(parts).stream().allMatch(line::contains));
    }
}
