// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.testing.engine.NatsServer;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** A server with TLS and the least permissions, configured as docs/fleet.md has it. With Debian's nats-server. */
class LoginTest {

    private static final Path DOCUMENT = Path.of("../../docs/fleet.md");
    private static final Pattern CONFIGURATION = Pattern.compile("```text\n(# nats.conf\n.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private final Authority ca = Authority.create("CN=Plant CA");
    private NatsServer server;
    private String printed = "";

    @BeforeEach
    void start() throws Exception {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        Matcher configuration = CONFIGURATION.matcher(Files.readString(DOCUMENT));
        assertThat(configuration.find()).isTrue();
        Identity identity = ca.issue(Certificate.named("CN=nats").dns("localhost"));
        Files.write(folder.resolve("server.pem"), identity.chainPem());
        Files.write(folder.resolve("server.key"), identity.keyPem());
        Files.write(folder.resolve("ca.pem"), ca.pem());
        // By itself a server hangs up on who needs more than two seconds, which a busy machine may take.
        String patient = configuration.group(1).replaceAll("(?m)^(tls|authorization) \\{$", "$1 {\n  timeout: 60");
        Files.writeString(folder.resolve("nats.conf"), patient);
        Files.writeString(folder.resolve("passphrase"), "correct horse\n");
        secret("login", "alice\nalices-password\n");
        secret("gw-1.login", "gw-1\ngw-1s-password\n");
        secret("gw-2.login", "gw-2\ngw-2s-password\n");
        secret("wrong", "alice\nnot-hers\n");
        server = NatsServer.start(folder, "-c", folder.resolve("nats.conf").toString());
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void pushesToAGatewayThatMayDoNoMore() throws Exception {
        assertThat(init("alice", "tls://localhost:" + server.port(), "login")).isZero();
        Party alice = Workplace.cards(folder.resolve("alice/operators")).get(0);
        Settings gatewaysLine = gatewaysLine("gw-1");
        try (SimulatedGateway gateway = new SimulatedGateway("plant", "gw-1", folder, List.of(alice))) {
            gateway.start(() -> Engine.options(gatewaysLine));
            assertThat(fleet("enrol", gateway.card(folder).toString())).isZero();
            Path file = Files.writeString(folder.resolve("cert.pem"), "one");

            assertThat(fleet("push", "default", "--to", "gw-1", file.toString()))
                    .as(printed)
                    .isZero();
            assertThat(gateway.versions()).containsExactly("one");
            assertDenied(gatewaysLine, "to.gw-1.default", "from.gw-2.default", "seen.gw-2", "card.gw-1", "plan.x");
        }
    }

    /** The server answers each attempt by an error of its own. */
    private static void assertDenied(Settings line, String... keys) throws Exception {
        BlockingQueue<String> errors = new LinkedBlockingQueue<>();
        try (Connection connection = connect(line, errors)) {
            for (String key : keys) {
                connection.publish("$KV.plant." + key, new byte[1]);
                assertThat(errors.poll(60, TimeUnit.SECONDS)).contains("Permissions Violation", key);
            }
        }
    }

    @Test
    void aGatewayCannotListenToOthersNorAskWhoTheyAre() throws Exception {
        BlockingQueue<String> errors = new LinkedBlockingQueue<>();
        try (Connection connection = connect(gatewaysLine("gw-2"), errors)) {
            for (String inbox : List.of(
                    BucketKeys.inbox("gw-1") + ">", BucketKeys.inbox("alice") + ">", "_INBOX.>", "$KV.plant.>", ">")) {
                connection.subscribe(inbox);
                assertThat(errors.poll(60, TimeUnit.SECONDS))
                        .contains("Permissions Violation for Subscription to \"" + inbox);
            }
            for (String question : List.of(
                    "STREAM.INFO.KV_plant",
                    "CONSUMER.NAMES.KV_plant",
                    "STREAM.MSG.GET.KV_plant",
                    "DIRECT.GET.KV_plant",
                    "DIRECT.GET.KV_plant.$KV.plant.to.gw-1.default",
                    "DIRECT.GET.KV_plant.$KV.plant.sent.gw-1")) {
                connection.publish("$JS.API." + question, new byte[0]);
                assertThat(errors.poll(60, TimeUnit.SECONDS)).contains("Permissions Violation for Publish", question);
            }
        }
    }

    private static Connection connect(Settings line, BlockingQueue<String> errors) throws Exception {
        Options.Builder options = Engine.options(line).errorListener(new ErrorListener() {
            @Override
            public void errorOccurred(Connection connection, String error) {
                errors.add(error);
            }
        });
        return Nats.connect(options.build());
    }

    private Settings gatewaysLine(String gateway) {
        return new Settings(
                "plant",
                List.of("tls://localhost:" + server.port()),
                Optional.of(folder.resolve("ca.pem")),
                Optional.empty(),
                Optional.empty(),
                Optional.of(folder.resolve(gateway + ".login")),
                Optional.empty(),
                Optional.empty());
    }

    private void secret(String name, String content) throws Exception {
        Files.setPosixFilePermissions(
                Files.writeString(folder.resolve(name), content), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void verifiesTheServersName() throws Exception {
        assertThat(init("alice", "tls://127.0.0.1:" + server.port(), "login")).isEqualTo(FleetTool.FAILED);
        assertThat(printed).contains("No subject alternative names");
    }

    @Test
    void saysWhatToLookAtWhenItIsNotLetIn() throws Exception {
        assertThat(init("alice", "tls://localhost:" + server.port(), "wrong")).isEqualTo(FleetTool.FAILED);
        assertThat(printed).contains("the log-in is refused", "user or creds");
    }

    private int init(String name, String url, String login) {
        return fleet(
                "init",
                "--name=" + name,
                "--fleet=plant",
                "--server=" + url,
                "--ca=" + folder.resolve("ca.pem"),
                "--user-file=" + folder.resolve(login));
    }

    private int fleet(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--home=" + folder.resolve("alice"));
        all.add("--passphrase-file=" + folder.resolve("passphrase"));
        StringWriter out = new StringWriter();
        PrintWriter both = new PrintWriter(out, true);
        int status = FleetTool.run(both, both, all.toArray(String[]::new));
        printed = out.toString();
        return status;
    }
}
