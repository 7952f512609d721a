// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.fleet.internal.Desk.Run;
import org.ussl.testing.engine.JwtIssuer;
import org.ussl.testing.engine.NatsServer;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** Each way of not getting to the bucket ends a command with status 1 and one sentence. With Debian's nats-server. */
class NoWayInTest {

    /** By itself a server hangs up on who needs more than two seconds, which a busy machine may take. */
    private static final String[] TLS = {
        "tls {", "timeout: 60", "cert_file: \"server.pem\"", "key_file: \"server.key\"", "}"
    };

    private static final String[] MUTUAL = {
        "tls {",
        "timeout: 60",
        "cert_file: \"server.pem\"",
        "key_file: \"server.key\"",
        "ca_file: \"ca.pem\"",
        "verify: true",
        "}"
    };

    @TempDir
    private Path folder;

    private Desk desk;
    private NatsServer server;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        desk = new Desk(folder);
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private void assertRefused(String... words) {
        Run list = desk.fleet("list");
        assertThat(list.text()).contains(words).hasLineCount(1);
        assertThat(list.status()).isEqualTo(FleetTool.FAILED);
    }

    private String tls() {
        return "servers = tls://localhost:" + server.port();
    }

    private String ca() {
        return "ca = " + folder.resolve("ca.pem");
    }

    @Test
    void nobodyListens() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        desk.settings("servers = nats://127.0.0.1:" + free);

        assertRefused("no server of nats://127.0.0.1:" + free + " lets us in: nobody listens there");
    }

    @Test
    void serverSpeaksNoTls() throws Exception {
        server = desk.server();
        desk.settings(tls(), ca());

        assertRefused("the server speaks no TLS");
    }

    @Test
    void serverSpeaksTlsOnly() throws Exception {
        server = desk.server(TLS);
        desk.settings("servers = " + server.url());

        assertRefused("the server speaks TLS only");
    }

    @Test
    void certificateIsOfAnotherCa() throws Exception {
        server = desk.server(TLS);
        Files.write(folder.resolve("ca.pem"), Authority.create("CN=Another CA").pem());
        desk.settings(tls(), ca());

        assertRefused("the server's certificate is by no CA that is trusted here");
    }

    @Test
    void serverWantsACertificate() throws Exception {
        server = desk.server(MUTUAL);
        desk.settings(tls(), ca());

        assertRefused("a certificate of ours");
    }

    @Test
    void certificateOfOursIsTaken() throws Exception {
        server = desk.server(MUTUAL);
        Identity alice = desk.ca.issue(Certificate.named("CN=alice"));
        Files.write(folder.resolve("alice.pem"), alice.chainPem());
        Path key = desk.secret("alice.key", new String(alice.keyPem()));
        String[] lines = {tls(), ca(), "cert = " + folder.resolve("alice.pem"), "key = " + key};
        desk.settings(lines);

        assertRefused("there is no bucket plant");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertRefused("key: others may read or write " + key + "; chmod 600 it");
        desk.secret("alice.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused("key: " + key + ": neither EC nor RSA nor Ed25519, or damaged");
        Files.delete(key);
        assertRefused("key: " + key + ": there is no such file");
        desk.secret("alice.key", new String(alice.keyPem()));
        Files.writeString(folder.resolve("alice.pem"), "nothing");
        assertRefused("cert: " + folder.resolve("alice.pem"));
    }

    @Test
    void thereIsNoBucket() throws Exception {
        server = desk.server();
        desk.settings("servers = " + server.url());

        assertRefused("there is no bucket plant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "status", "init"})
    void logInMayNotDoIt(String command) throws Exception {
        server = desk.server(
                "authorization { timeout: 60, users = [ { user: alice, password: secret,",
                "permissions: { publish: [\"nothing\"], subscribe: [\"_INBOX.alice.>\"] } } ] }");
        Path login = desk.secret("login", "alice\nsecret\n");
        desk.settings("servers = " + server.url(), "user = " + login);
        if (command.equals("init")) {
            Run init = desk.fleet(
                    "init",
                    "--name=bob",
                    "--fleet=plant",
                    "--server=" + server.url(),
                    "--user-file=" + login,
                    "--passphrase-file=" + folder.resolve("passphrase"),
                    "--home=" + folder.resolve("another"));
            assertThat(init.text()).contains("the log-in may not do this: Permissions Violation");
            assertThat(init.status()).isEqualTo(FleetTool.FAILED);
            return;
        }

        Run run = desk.fleet(command);

        assertThat(run.text())
                .contains("the log-in may not do this: Permissions Violation")
                .hasLineCount(1);
        assertThat(run.status()).isEqualTo(FleetTool.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice\nanother\n", "nobody\nsecret\n"})
    void logInIsRefused(String content) throws Exception {
        server = desk.server("authorization { timeout: 60, users = [ { user: alice, password: secret } ] }");
        desk.settings("servers = " + server.url(), "user = " + desk.secret("login", content));

        assertRefused("the log-in is refused, or none was given");
    }

    @Test
    void fileOfTheLogInIsRefusedByItsName() throws Exception {
        Path login = desk.secret("login", "alice\nsecret\n");
        desk.settings("servers = nats://127.0.0.1:1", "user = " + login);

        Files.setPosixFilePermissions(login, PosixFilePermissions.fromString("rw----r--"));
        assertRefused("user: others may read or write " + login + "; chmod 600 it");
        desk.secret("login", "alice\n");
        assertRefused("user: " + login + ": must have the user on one line and the password on the next");
        Files.delete(login);
        assertRefused("user: " + login + ": there is no such file");
    }

    @Test
    void jwtAndSeedAreALogIn() throws Exception {
        JwtIssuer issuer = new JwtIssuer();
        server = desk.server(issuer.configuration());
        Path creds = desk.secret("alice.creds", issuer.credentials("alice"));
        desk.settings("servers = " + server.url(), "creds = " + creds);
        assertRefused("there is no bucket plant");

        desk.settings("servers = " + server.url());
        assertRefused("the log-in is refused, or none was given");
        desk.settings("servers = " + server.url(), "creds = " + creds);
        desk.secret("alice.creds", new JwtIssuer().credentials("alice"));
        assertRefused("the log-in is refused, or none was given");

        Files.setPosixFilePermissions(creds, PosixFilePermissions.fromString("rw-rw----"));
        assertRefused("creds: others may read or write " + creds + "; chmod 600 it");
        desk.secret("alice.creds", "damaged");
        assertRefused("creds: " + creds + ": must have a user's JWT and seed, as nsc writes them");
        Files.delete(creds);
        assertRefused("creds: " + creds + ": there is no such file");
    }
}
