// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.store.nats.internal.engine.Chores;
import org.ussl.store.nats.internal.engine.Dial;
import org.ussl.store.nats.internal.engine.NatsThreads;
import org.ussl.testing.engine.JwtIssuer;
import org.ussl.testing.engine.NatsServer;

/** A gateway's log-ins at real servers, from its configuration on. With Debian's nats-server; skipped without it. */
class LoginTest {

    private static final String REFUSED = "the log-in is refused, or none was given";

    @TempDir
    Path folder;

    private NatsServer server;

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private void start(String configuration) throws Exception {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        Path file = Files.writeString(folder.resolve("nats.conf"), configuration);
        server = NatsServer.start(folder, "-c", file.toString());
    }

    private Path secret(String name, String content) throws Exception {
        return Files.setPosixFilePermissions(
                Files.writeString(folder.resolve(name), content), PosixFilePermissions.fromString("rw-------"));
    }

    private FleetSettings settings(String... keysAndValues) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "servers",
                new String[] {server == null ? "nats://127.0.0.1:1" : server.url()},
                "fleet",
                "plant",
                "gateway",
                "gw-1",
                "folder",
                folder.toString()));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return FleetSettings.parse(FleetConfig.class.cast(Proxy.newProxyInstance(
                FleetConfig.class.getClassLoader(),
                new Class<?>[] {FleetConfig.class},
                (proxy, method, none) -> values.getOrDefault(method.getName(), method.getDefaultValue()))));
    }

    /** Connects as the gateway does; fails with what {@code ussl:fleet} would show. */
    private static void connect(FleetSettings settings) throws IOException, InterruptedException {
        Options.Builder options = new Options.Builder()
                .servers(settings.servers().toArray(String[]::new))
                .noReconnect()
                .connectionTimeout(Duration.ofSeconds(60));
        try (NatsThreads threads = new NatsThreads(Chores::threads);
                Connection connection = Dial.connect(settings.login().add(options), threads, new ErrorListener() {})) {
            assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
        }
    }

    @Test
    void logsInByUserAndPasswordOfTheConfigurationOrOfAFile() throws Exception {
        start("authorization { timeout: 60, users = [ { user: gw-1, password: secret } ] }");
        Path file = secret("password", "secret\n");

        connect(settings("user", "gw-1", "_password", "secret"));
        connect(settings("user", "gw-1", "passwordFile", file.toString()));

        assertThatThrownBy(() -> connect(settings("user", "gw-1", "_password", "another")))
                .hasMessage(REFUSED);
        assertThatThrownBy(() -> connect(settings())).hasMessage(REFUSED);
    }

    @Test
    void logsInByJwtAndSeed() throws Exception {
        JwtIssuer issuer = new JwtIssuer();
        start(issuer.configuration());

        connect(settings(
                "credentialsFile",
                secret("gw-1.creds", issuer.credentials("gw-1")).toString()));

        Path strange = secret("strange.creds", new JwtIssuer().credentials("gw-1"));
        assertThatThrownBy(() -> connect(settings("credentialsFile", strange.toString())))
                .hasMessage(REFUSED);
    }

    @Test
    void filesAreRefusedByTheirKey() throws Exception {
        Path password = secret("password", "\nsecret\n");
        Path creds = secret("gw-1.creds", "damaged");
        FleetSettings byPassword = settings("user", "gw-1", "passwordFile", password.toString());
        FleetSettings byCreds = settings("credentialsFile", creds.toString());

        assertThatThrownBy(() -> connect(byPassword))
                .hasMessage("passwordFile: " + password + ": must have the password on its first line");
        assertThatThrownBy(() -> connect(byCreds))
                .hasMessage("credentialsFile: " + creds + ": must have a user's JWT and NKey, as nsc writes them");
        for (Path file : new Path[] {password, creds}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
        assertThatThrownBy(() -> connect(byPassword))
                .hasMessage("passwordFile: others may read or write " + password + "; chmod 600 it");
        assertThatThrownBy(() -> connect(byCreds))
                .hasMessage("credentialsFile: others may read or write " + creds + "; chmod 600 it");
        Files.delete(password);
        Files.delete(creds);
        assertThatThrownBy(() -> connect(byPassword))
                .hasMessageStartingWith("passwordFile: " + password + ": there is no");
        assertThatThrownBy(() -> connect(byCreds))
                .hasMessageStartingWith("credentialsFile: " + creds + ": there is no");
    }

    @Test
    void whatDoesNotGoTogetherIsRefusedByItsKey() {
        assertThatThrownBy(() -> settings("user", "gw-1")).hasMessageStartingWith("user: ");
        assertThatThrownBy(() -> settings("_password", "secret")).hasMessageStartingWith("user: ");
        assertThatThrownBy(() -> settings("user", "gw-1", "_password", "secret", "passwordFile", "file"))
                .hasMessageStartingWith("passwordFile: ");
        assertThatThrownBy(() -> settings("user", "gw-1", "_password", "secret", "credentialsFile", "file"))
                .hasMessageStartingWith("credentialsFile: ");
    }
}
