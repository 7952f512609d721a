// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.inject.Inject;
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
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.testing.pki.Identity;

/** The fleet tool in a real Gogo session, and a gateway. With Debian's nats-server; skipped without it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class OperatorShellIT {

    private static final String PROFILE = "shell-line";
    private static final long PATIENCE_SECONDS = 60;
    private static final List<String> COMMANDS =
            List.of("init", "trust", "enrol", "list", "push", "status", "continue", "stop", "rollback", "revoke");

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Gateway gateway;
    private Object[] peer;
    private Path home;

    @Configuration
    public Option[] container() throws IOException {
        Option[] options = Gateway.container();
        FleetPeer.share();
        return options;
    }

    @Before
    public void configure() throws Exception {
        peer = FleetWords.shared();
        assumeTrue("Debian's package nats-server", peer != null);
        gateway = new Gateway(context, configurations).configure();
        for (String command : COMMANDS) {
            gateway.await("(&(osgi.command.scope=fleet)(osgi.command.function=" + command + "))");
        }
        home = Files.createDirectories(Gateway.home().resolve("operator"));
    }

    /** What is on the session's screen afterwards, and behind it how the line has ended if not well. */
    private String type(String line) throws Exception {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        CommandProcessor shell = gateway.await(CommandProcessor.class, "(service.id=*)");
        String end = "";
        try (CommandSession session = shell.createSession(new ByteArrayInputStream(new byte[0]), screen, screen)) {
            session.currentDir(home);
            Object answer = session.execute(line);
            assertEquals("what it says is on the screen", null, answer);
        } catch (Exception e) {
            end = e.getMessage();
        }
        return screen.toString(StandardCharsets.UTF_8) + end;
    }

    private String fleet(String words) throws Exception {
        return type("fleet:" + words + " --home " + home.resolve("bob") + " --passphrase-file passphrase");
    }

    private void secret(String name, byte[] content) throws IOException {
        Files.setPosixFilePermissions(
                Files.write(home.resolve(name), content), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    public void eachCommandHasHelpWithAnExample() throws Exception {
        for (String command : COMMANDS) {
            String help = type("fleet:" + command + " --help");
            assertTrue(help, help.contains("Example") && help.contains("fleet " + command));
            String wrong = type("fleet:" + command + " --no-such-option");
            assertTrue(wrong, wrong.endsWith("fleet " + command + ": exit status 2"));
        }
    }

    @Test
    public void enrolsPushesAndTellsWhatBecameOfIt() throws Exception {
        Identity bob = Gateway.identity();
        Files.write(home.resolve("ca.pem"), Gateway.ca().pem());
        Files.write(home.resolve("bob.pem"), bob.chainPem());
        secret("bob.key", bob.keyPem());
        secret("passphrase", "only a test's\n".getBytes(StandardCharsets.US_ASCII));
        String made = fleet("init --name bob --fleet " + FleetWords.FLEET + " --server tls://localhost:" + peer[0]
                + " --ca ca.pem --cert bob.pem --key bob.key");
        String card = line(made, "ussl-party-1 ");
        Path folder = Files.createDirectories(Gateway.home().resolve("fleet"));
        Files.writeString(folder.resolve("operators"), card + "\n");
        gateway.deliver(PROFILE, Gateway.identity());
        join(folder);
        String own = line(awaitSheet(sheet -> sheet.contains("connected to tls://localhost")), "card ");
        Files.writeString(
                home.resolve("gw-18.card"), own.substring("card ".length()).strip() + "\n");

        String enrolled = fleet("enrol gw-18.card --group shell");
        assertTrue(enrolled, enrolled.startsWith("enrolled gw-18 "));
        Identity renewed = Gateway.identity();
        Files.write(home.resolve("cert.pem"), renewed.chainPem());
        Files.write(home.resolve("private.key"), renewed.keyPem());
        String pushed = fleet("push " + PROFILE + " --to shell cert.pem private.key");

        assertTrue(pushed, pushed.contains("done: stage 1/1: 1 of 1 applied"));
        assertFalse(pushed, pushed.contains("exit status"));
        String status = fleet("status gw-18");
        assertTrue(status, status.contains(PROFILE) && status.contains("in use"));
        String unknown = fleet("status nonsense");
        assertTrue(unknown, unknown.contains("no roll-out and no gateway has this name"));
        assertTrue(unknown, unknown.endsWith("fleet status: exit status 1"));
        Files.delete(home.resolve("passphrase"));
        String secretly = type("fleet:list --home " + home.resolve("bob"));
        assertTrue(secretly, secretly.contains("passphrase"));
    }

    private void join(Path folder) throws IOException {
        configurations
                .getConfiguration("org.ussl.store.nats", "?")
                .update(new Hashtable<>(Map.of(
                        "servers",
                        new String[] {"tls://localhost:" + peer[0]},
                        "fleet",
                        FleetWords.FLEET,
                        "gateway",
                        "gw-18",
                        "folder",
                        folder.toString(),
                        "profile",
                        PROFILE)));
    }

    private static String line(String text, String beginning) {
        return text.lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError(text));
    }

    private String awaitSheet(Predicate<String> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String sheet;
        do {
            Object command = gateway.await("(&(osgi.command.scope=ussl)(osgi.command.function=fleet))");
            sheet = (String) command.getClass().getMethod("fleet").invoke(command);
            if (wanted.test(sheet)) {
                return sheet;
            }
            Thread.onSpinWait();
        } while (System.nanoTime() < end);
        throw new AssertionError(sheet);
    }
}
