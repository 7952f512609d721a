// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference's Server: on, off, who may log in, how long a session may be silent. */
class DropBoxSwitchTest {

    private static final String PASSWORD = "for today";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final BlockingQueue<InetSocketAddress> openings = new LinkedBlockingQueue<>();
    private DropBoxSwitch dropBox;

    @BeforeEach
    void make() {
        GatewayServices services = new GatewayServices();
        services.intake.bind(new RecordingIntake());
        PrintStream screen = new PrintStream(console, true, StandardCharsets.UTF_8);
        dropBox = new DropBoxSwitch(
                settings(Map.of()),
                settings -> new DropBoxServer(
                        settings,
                        new FirstStartPassword(settings.stateFolder(), screen),
                        new FirstStartCertificate(services, screen),
                        services,
                        LoginBrake.onUptime(),
                        new DropBoxServer.Observer() {
                            @Override
                            public void listening(InetSocketAddress where, @Nullable InetSocketAddress implicitTls) {
                                openings.add(where);
                            }

                            @Override
                            public void stopped() {
                                // The switch knows.
                            }
                        }));
    }

    @AfterEach
    void stop() {
        dropBox.stop();
    }

    private FtpSettings settings(Map<String, Object> keys) {
        Map<String, Object> all = new HashMap<>(Map.of("idleTimeoutSeconds", 300));
        all.putAll(keys);
        return Gateway.settings(folder, all);
    }

    private int opened() throws InterruptedException {
        InetSocketAddress where = openings.poll(30, TimeUnit.SECONDS);
        if (where == null) {
            throw new AssertionError("It does not listen");
        }
        return where.getPort();
    }

    private static String login(int port, String user, String password) throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.expect("220");
            wire.ask("USER " + user, "331");
            return wire.ask("PASS " + password);
        }
    }

    private void init(String user) {
        dropBox.init(user, PASSWORD.toCharArray(), MINUTE);
    }

    @Test
    void isOffUntilSomebodySwitchesItOn() throws Exception {
        assertThat(dropBox.isRunning()).isFalse();
        assertThat(dropBox.address()).isEmpty();
        init("eve");
        int port = opened();
        assertThat(dropBox.isRunning()).isTrue();
        assertThat(dropBox.address())
                .hasValueSatisfying(where -> assertThat(where.getPort()).isEqualTo(port));
        assertThat(dropBox.timeout()).isEqualTo(MINUTE);
        assertThat(login(port, "eve", PASSWORD)).startsWith("230 ");
        assertThat(login(port, "eve", "wrong")).startsWith("530 ");
        assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void isOffAtOnceAfterDeinitAndComesBack() throws Exception {
        init("eve");
        int port = opened();
        try (Wire wire = new Wire(port)) {
            wire.expect("220");
            dropBox.deinit();
            assertThat(dropBox.isRunning()).isFalse();
            assertThat(dropBox.address()).isEmpty();
            assertThatThrownBy(wire::reply).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
        }
        dropBox.deinit();
        init("bob");
        int again = opened();
        assertThat(login(again, "bob", PASSWORD)).startsWith("230 ");
        assertThat(login(again, "eve", PASSWORD)).startsWith("530 ");
    }

    @Test
    void takesTheNextLoginInPlaceOfTheLastAndKeepsThoseConfigured() throws Exception {
        dropBox.add(new HashedAccount("ops", PasswordHash.of("ops".toCharArray(), 10_000, new SecureRandom())));
        init("eve");
        opened();
        init("bob");
        int port = dropBox.address().orElseThrow().getPort();
        assertThat(login(port, "bob", PASSWORD)).startsWith("230 ");
        assertThat(login(port, "ops", "ops")).startsWith("230 ");
        assertThat(login(port, "eve", PASSWORD)).startsWith("530 ");
        dropBox.init();
        assertThat(login(openPort(), "bob", PASSWORD)).startsWith("530 ");
        assertThat(login(openPort(), "ops", "ops")).startsWith("230 ");
        assertThat(dropBox.timeout()).isEqualTo(Duration.ofMinutes(5));
    }

    /** The port of the listener that a change of the timeout has made. */
    private int openPort() throws InterruptedException {
        InetSocketAddress where = openings.poll(30, TimeUnit.SECONDS);
        while (where != null && !dropBox.address().equals(java.util.Optional.of(where))) {
            where = openings.poll(30, TimeUnit.SECONDS);
        }
        if (where == null) {
            throw new AssertionError("It does not listen");
        }
        openings.add(where);
        return where.getPort();
    }

    @Test
    void aConfigurationSwitchesOnButNotWhatAProgramHasSwitchedOff() throws Exception {
        dropBox.configure(settings(Map.of("idleTimeoutSeconds", 60)));
        opened();
        assertThat(dropBox.timeout()).isEqualTo(MINUTE);
        dropBox.deinit();
        dropBox.configure(settings(Map.of("idleTimeoutSeconds", 90)));
        assertThat(dropBox.isRunning()).isFalse();
        assertThat(dropBox.timeout()).isEqualTo(Duration.ofSeconds(90));
        dropBox.init();
        opened();
        assertThat(dropBox.isRunning()).isTrue();
    }

    @Test
    void keepsAProgramsTimeoutOverAChangeOfTheConfiguration() {
        dropBox.timeout(MINUTE);
        dropBox.configure(settings(Map.of("idleTimeoutSeconds", 90)));
        assertThat(dropBox.timeout()).isEqualTo(MINUTE);
        dropBox.init();
        assertThat(dropBox.timeout()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void refusesWhatCannotBe() {
        char[] password = PASSWORD.toCharArray();
        assertThatThrownBy(() -> dropBox.init("anonymous", password, MINUTE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dropBox.init("a b", password, MINUTE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dropBox.init("eve", new char[0], MINUTE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dropBox.init("eve", password, Duration.ofSeconds(4)))
                .hasMessageStartingWith("timeout: ");
        assertThatThrownBy(() -> dropBox.timeout(Duration.ofDays(1_000_000))).hasMessageStartingWith("timeout: ");
        assertThat(dropBox.isRunning()).isFalse();
        assertThat(dropBox.timeout()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void makesHashesThatAUsersConfigurationTakes() {
        String hash = dropBox.passwordHash(PASSWORD.toCharArray());
        assertThat(PasswordHash.parse(hash).matches(PASSWORD.toCharArray())).isTrue();
        assertThat(dropBox.passwordHash(PASSWORD.toCharArray())).isNotEqualTo(hash);
    }
}
