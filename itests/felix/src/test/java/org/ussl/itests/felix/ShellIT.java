// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.After;
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
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.testing.pki.Identity;

/** The commands, typed into a real Gogo session of the whole gateway. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ShellIT {

    private static final List<String> COMMANDS = List.of(
            "profiles",
            "show",
            "history",
            "rollback",
            "upload",
            "remove",
            "pending",
            "csr",
            "migrate",
            "rekey",
            "probe",
            "connections",
            "engine",
            "hash",
            "passwd",
            "doctor");

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Gateway gateway;
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final StringBuilder seen = new StringBuilder();

    @Configuration
    public Option[] container() throws IOException {
        return Gateway.container();
    }

    @Before
    public void configure() throws Exception {
        gateway = new Gateway(context, configurations).configure();
        for (String command : COMMANDS) {
            gateway.await("(osgi.command.function=" + command + ")");
        }
        gateway.await("(objectClass=org.ussl.credential.CredentialIntake)");
        gateway.await("(ussl.ftp=true)");
    }

    /** What every test must not show, whatever it does. */
    @After
    public void showsNoSecret() {
        assertFalse(seen.toString().contains("PRIVATE KEY"));
        assertFalse(seen.toString(), seen.toString().contains("open sesame"));
    }

    private String type(String line) throws Exception {
        return type(line, "");
    }

    private String type(String line, String keys) throws Exception {
        CommandProcessor shell = gateway.await(CommandProcessor.class, "(service.id=*)");
        try (CommandSession session =
                shell.createSession(new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)), screen, screen)) {
            String answer = String.valueOf(session.execute(line));
            seen.append(answer).append(screen.toString(StandardCharsets.UTF_8));
            return answer;
        }
    }

    private static void assertFits(String answer) {
        answer.lines().forEach(line -> assertTrue(line, line.length() <= 80));
        assertFalse(answer, answer.contains("\u001b"));
    }

    private Path files(Identity identity) throws IOException {
        Path folder = Files.createTempDirectory(Gateway.home(), "usb");
        Files.write(folder.resolve("ca.pem"), Gateway.ca().pem());
        Files.write(folder.resolve("cert.pem"), identity.chainPem());
        Files.write(folder.resolve("private.key"), identity.keyPem());
        return folder;
    }

    @Test
    public void eachCommandHasHelpWithAnExample() throws Exception {
        for (String command : COMMANDS) {
            String help = type("ussl:" + command + " --help");
            assertFits(help);
            assertTrue(help, help.startsWith("Usage: ussl:" + command));
            assertTrue(help, help.contains("Example: ussl:" + command));
            assertTrue(help, help.contains("--json"));
            String wrong = type("ussl:" + command + " --no-such-option");
            assertTrue(wrong, wrong.contains("Usage: ussl:" + command));
        }
    }

    @Test
    public void deliversShowsRollsBackAndRemoves() throws Exception {
        Identity first = Gateway.identity();
        Path usb = files(first);
        String delivered = type("ussl:upload usb " + usb + "/ca.pem " + usb + "/cert.pem " + usb + "/private.key");
        assertTrue(delivered, delivered.contains("usb: committed revision 2, CN=gw-17"));
        Files.copy(usb.resolve("private.key"), usb.resolve("gw.key"));
        String again = type("ussl:upload --as private.key usb " + usb + "/gw.key");
        assertTrue(again, again.startsWith("usb: "));

        String profiles = type("ussl:profiles");
        assertFits(profiles);
        assertTrue(profiles, profiles.contains("usb") && profiles.contains("CN=gw-17") && profiles.contains("in use"));
        String sheet = type("ussl:show usb");
        assertFits(sheet);
        assertTrue(sheet, sheet.contains("by shell") && sheet.contains("SHA-256"));
        assertTrue(sheet, sheet.contains(first.certificate().getSerialNumber().toString(16)));
        assertFits(type("ussl:history usb"));

        Files.write(usb.resolve("cert.pem"), Gateway.identity().chainPem());
        String waits = type("ussl:upload usb " + usb + "/cert.pem");
        assertTrue(waits, waits.contains("waits"));
        String pending = type("ussl:pending");
        assertFits(pending);
        assertTrue(pending, pending.contains("usb") && pending.contains("cert.pem"));
        assertTrue(type("ussl:pending --drop usb").startsWith("usb: "));
        assertEquals("nothing waits", type("ussl:pending usb"));

        String back = type("ussl:rollback usb 1");
        assertEquals("usb: rolled back to revision 1, now revision 3", back);
        assertTrue(type("ussl:rollback usb 77").contains("not kept"));
        String removed = type("ussl:remove usb ca.pem");
        assertTrue(removed, removed.startsWith("usb: "));
        assertTrue(type("ussl:remove usb everything").contains("must be ca.pem"));
        assertTrue(type("ussl:show no-such").contains("no such profile"));
    }

    @Test
    public void theMonitorsHealthIsReadInTheShell() throws Exception {
        gateway.await("(osgi.command.function=health)");
        String health = type("ussl:health");
        assertEquals(health, 5, health.lines().count());
        assertTrue(health, health.contains("store   ok           can be written"));
        assertTrue(health, health.contains("ingest  ok           the FTP drop box listens on port "));
        String json = type("ussl:health --json");
        assertTrue(
                json,
                json.contains("{\"check\":\"store\",\"status\":\"ok\",\"works\":true,\"message\":\"can be written\"}"));
        assertTrue(type("ussl:health --help").startsWith("Usage: ussl:health"));
    }

    @Test
    public void asksForACertificateWithAKeyThatStaysInTheStore() throws Exception {
        assertTrue(type("ussl:csr fresh").contains("say --subject"));
        String request = type("ussl:csr --subject CN=gw-99 --name gw-99.example --name 192.0.2.99 fresh");
        assertTrue(request, request.startsWith("-----BEGIN CERTIFICATE REQUEST-----"));
        assertTrue(request, request.endsWith("-----END CERTIFICATE REQUEST-----"));
        String pending = type("ussl:pending fresh");
        assertTrue(pending, pending.contains("private.key"));
        gateway.deliver("renewed", Gateway.identity());
        String again = type("ussl:csr --json --key EC_P384 renewed");
        assertTrue(again, again.contains("\"subject\":\"CN=gw-17\"") && again.contains("CERTIFICATE REQUEST"));
        assertTrue(type("ussl:csr --key DSA renewed").contains("EC_P256"));
        assertTrue(type("ussl:csr --subject nonsense renewed").startsWith("renewed: "));
    }

    @Test
    public void saysWhichStoresThereAreToMoveBetween() throws Exception {
        String answer = type("ussl:migrate file pkcs11");
        assertEquals(
                "pkcs11: no store of this name is running that profiles can move from or to; there are: file", answer);
        assertTrue(type("ussl:migrate --json file file").contains("nothing to move"));
    }

    @Test
    public void changesTheMasterKeyWhileTheStoreGoesOn() throws Exception {
        gateway.deliver("rekeyed", Gateway.identity());
        CredentialStore store = gateway.await(CredentialStore.class, "(ussl.store=file)");
        CredentialVersion used = store.current("rekeyed").orElseThrow();
        for (int round = 1; round <= 2; round++) {
            Path key = Gateway.home().resolve("master-" + round + ".key");
            String answer = type("ussl:rekey --to file:" + key);
            assertTrue(answer, answer.startsWith("file: sealed under file:" + key));
            gateway.await("(ussl.store.master_key=file:" + key + ")");
            assertTrue(Files.exists(key));
        }
        // The same service with the same version: nobody noticed.
        assertSame(store, gateway.await(CredentialStore.class, "(ussl.store=file)"));
        assertSame(used, store.current("rekeyed").orElseThrow());
        assertEquals(
                1,
                store.history("rekeyed")
                        .get(store.history("rekeyed").size() - 1)
                        .revision());
        Object settings = configurations
                .getConfiguration("org.ussl.store.file", "?")
                .getProperties()
                .get("previousMasterKey");
        assertNull(settings);

        assertTrue(type("ussl:rekey --to nowhere").startsWith("nowhere: must be"));
        String missing = type("ussl:rekey --to environment:USSL_NO_SUCH_VARIABLE");
        assertTrue(missing, missing.contains("USSL_NO_SUCH_VARIABLE is not set"));
        String again = type("ussl:rekey");
        assertTrue(again, again.startsWith("file: sealed under file:" + Gateway.home()));
    }

    @Test
    public void saysWhyAnUploadIsRefusedAndDeliversNothingOfALineThatIsWrong() throws Exception {
        Path usb = files(Gateway.identity());
        Files.writeString(usb.resolve("ca.pem"), "nonsense");
        String refused = type("ussl:upload --json wrong " + usb + "/ca.pem " + usb + "/private.key");
        assertTrue(refused, refused.contains("\"ok\":false") && refused.contains("ca.pem"));
        assertFalse(refused, refused.contains("private.key"));
        assertTrue(type("ussl:upload wrong " + usb + "/private.key " + usb + "/gw.p12")
                .contains("--as"));
        assertTrue(type("ussl:upload wrong " + usb + "/no/cert.pem").contains("no such file"));
        assertTrue(type("ussl:upload ../etc " + usb + "/private.key").contains("not a profile's name"));
        assertFalse(type("ussl:profiles").contains("wrong"));
    }

    @Test
    public void answersScriptsInJson() throws Exception {
        gateway.deliver("json", Gateway.identity());
        for (String line : List.of(
                "profiles", "show json", "history json", "pending", "connections", "engine", "doctor", "show none")) {
            String answer = type("ussl:" + line + " --json");
            assertTrue(answer, answer.matches("(?s)\\{.*}|\\[.*]"));
            assertFalse(answer, answer.contains("\n"));
        }
        assertTrue(type("ussl:show json --json").contains("\"notAfter\""));
    }

    @Test
    public void probesAndListsConnections() throws Exception {
        gateway.deliver("probed", Gateway.identity());
        String port = System.getProperty("ussl.itests.port");
        String report = type("ussl:probe --profile probed localhost:" + port);
        assertFits(report);
        assertTrue(report, report.contains("trust") && report.contains("A connection comes about (TLSv1."));
        String refused = type("ussl:probe --profile no-such localhost:" + port);
        assertTrue(refused, refused.contains("No connection comes about"));
        assertTrue(type("ussl:probe localhost").contains("HOST:PORT"));
        assertTrue(type("ussl:probe localhost:99999").contains("1 to 65535"));

        gateway.mqtt("shell", "probed");
        String connections = type("ussl:connections");
        for (long end = System.nanoTime() + 20_000_000_000L;
                !connections.contains("probed #") && System.nanoTime() < end; ) {
            connections = type("ussl:connections");
        }
        assertFits(connections);
        assertTrue(connections, connections.contains("probed #") && connections.contains("client"));
        String engines = type("ussl:engine");
        assertFits(engines);
        assertTrue(engines, engines.contains("jdk") && engines.contains("in use"));
    }

    @Test
    public void setsAPasswordWithoutShowingIt() throws Exception {
        String hash = type("ussl:hash", "open sesame\nopen sesame\n");
        assertTrue(hash, hash.startsWith("pbkdf2-sha256:210000:"));
        String made = type("ussl:passwd technician", "open sesame\nopen sesame\n");
        assertEquals("technician: made, with this password", made);
        gateway.awaitLogin("technician", "open sesame");
        String changed = type("ussl:passwd technician", "another one\nanother one\n");
        assertEquals("technician: the password is changed", changed);
        gateway.awaitLogin("technician", "another one");
        assertTrue(type("ussl:passwd technician", "one\ntwo\n").contains("two different passwords"));
        assertTrue(type("ussl:passwd anonymous").contains("not anonymous"));
    }

    @Test
    public void findsWhatIsWrongWithTheGateway() throws Exception {
        String weak = type("ussl:doctor");
        assertFits(weak);
        // The tests' user has a hash of 10,000 iterations.
        assertTrue(weak, weak.contains("iterations"));
        String all = type("ussl:doctor --all");
        assertTrue(all, all.contains("clock") && all.contains("listens on"));

        Bundle store = gateway.bundleNamed("org.ussl.store.file");
        store.stop();
        try {
            String broken = type("ussl:doctor");
            assertFits(broken);
            assertTrue(broken, broken.contains("WRONG: no store is running"));
            assertTrue(broken, broken.replaceAll("\\s+", " ").contains("the bundle is not running: start"));
            assertTrue(broken, broken.contains("waits for"));
            assertTrue(type("ussl:profiles").contains("is not running; ussl:doctor tells why"));
        } finally {
            store.start();
        }
    }
}
