// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.documents.Command;
import org.ussl.testing.documents.Document;

/**
 * The session of docs/fleet.md: its four commands, as they stand, each in a terminal of its own. Where another server
 * has its port, all four get another one. Needs Debian's nats-server, and script of bsdutils.
 */
@Timeout(600)
class FleetSessionIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("ussl.checkout"));
    private static final String PORT = "4222";
    private static final String ADDRESS = "nats://127.0.0.1:" + PORT;
    private static final String PASSPHRASE = "correct horse battery";
    private static final List<String> GATEWAYS = List.of("gw-1", "gw-2");

    @TempDir
    Path folder;

    @Test
    void fourCommandsSwapBothConnections() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nats-server")), "Debian's package nats-server");
        assumeTrue(Terminal.isInstalled(), "script of Debian's package bsdutils");
        List<Command> commands =
                Document.readSection(CHECKOUT, "docs/fleet.md", "## A session").commands();
        assertThat(commands).hasSize(4);
        assertThat(Document.read(CHECKOUT, "docs/fleet.md").commands())
                .as("no others")
                .isEqualTo(commands);

        try (NewUser user = new NewUser(folder)) {
            String port = PORT;
            Terminal server = user.type(commands.get(0).text());
            if (server.await(Pattern.compile("Server is ready|address already in use"))
                    .group()
                    .startsWith("address")) {
                port = freePort();
                server = user.type(commands.get(0).text() + " -p " + port);
                server.await("Server is ready");
            }

            Terminal demo = user.type(at(port, commands.get(1).text()));
            demo.await("and watch here");
            List<ProcessHandle> gateways = demo.processes();
            assertThat(demo.shown())
                    .as("what to type next is what the document says")
                    .contains(at(port, commands.get(2).text()), commands.get(3).text());

            Terminal init = user.type(at(port, commands.get(2).text()));
            init.await("8 characters or more): ");
            init.type(PASSPHRASE);
            init.await("Once more: ");
            init.type(PASSPHRASE);
            assertThat(init.status()).as(init.shown()).isZero();
            demo.await("the gateways trust alice");

            Terminal push = user.type(commands.get(3).text());
            push.await("Passphrase of the operator's keys: ");
            push.type(PASSPHRASE);
            assertThat(push.status()).as(push.shown()).isZero();

            for (String gateway : GATEWAYS) {
                demo.await(Pattern.compile(gateway + " +SWAPPED to a new certificate "
                        + serial(user.path("plant/renewed/" + gateway)) + " "));
            }
            demo.await("both have swapped");
            demo.interrupt();
            assertThat(demo.status()).as(demo.shown()).isZero();
            assertThat(demo.shown()).containsPattern("demo: PASS gateways=2 published=\\d+ received=\\d+ lost=0 ");
            for (ProcessHandle gateway : gateways) {
                gateway.onExit().get(60, TimeUnit.SECONDS);
            }
            assertThat(init.shown() + push.shown()).doesNotContain("horse");

            shows(commands.get(0), server);
            shows(commands.get(1), demo);
            shows(commands.get(2), init);
            shows(commands.get(3), push);
        }
    }

    /** Each line by itself: which of two gateways is first is for them to settle. */
    private static void shows(Command command, Terminal terminal) {
        assertThat(command.shows())
                .as("the document shows what comes of " + command.text())
                .isNotEmpty();
        for (String line : command.shows()) {
            assertThat(terminal.shown())
                    .as(command.text())
                    .containsPattern(new Command(command.where(), command.text(), List.of(line)).shown());
        }
    }

    /** The command as it stands, but for the port if that is another server's. */
    private static String at(String port, String command) {
        if (port.equals(PORT)) {
            return command;
        }
        return command.startsWith("./gateway demo ")
                ? command + " --server " + ADDRESS.replace(PORT, port)
                : command.replace(PORT, port);
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static String serial(Path renewed) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(renewed.resolve("cert.pem"))) {
            return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .getSerialNumber()
                    .toString(16);
        }
    }
}
