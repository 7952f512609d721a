// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New settings while clients are at work. */
class ConfigurationChangeTest {

    private static final byte[] FIRST = "good, the first half, ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SECOND = "and the second".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private Gateway gateway;
    private int port;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.withUser(folder, Map.of("idleTimeoutSeconds", 300));
        port = gateway.nextPort();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void change(Map<String, Object> keys) {
        Map<String, Object> all = new HashMap<>(Map.of("idleTimeoutSeconds", 300, "port", port));
        all.putAll(keys);
        gateway.server.change(Gateway.settings(folder, all));
    }

    private static Wire connect(int port) throws Exception {
        Wire wire = new Wire(port);
        wire.expect("220");
        return wire;
    }

    private static Wire login(int port) throws Exception {
        Wire wire = connect(port);
        wire.ask("USER " + Gateway.USER, "331");
        wire.ask("PASS " + Gateway.PASSWORD, "230");
        return wire;
    }

    private static int freePort() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return other.getLocalPort();
        }
    }

    @Test
    void finishesUploadsThatAreUnderWayOnTheSamePort() throws Exception {
        try (Wire hidden = login(port);
                Wire visible = login(port);
                Socket key = hidden.passive();
                Socket log = visible.passive()) {
            hidden.ask("STOR /flash/cert/private.key", "150");
            key.getOutputStream().write(FIRST);
            visible.ask("STOR /flash/log", "150");
            log.getOutputStream().write(FIRST);

            change(Map.of("maxCredentialBytes", 8 * 1024));
            assertThat(gateway.nextPort()).isEqualTo(port);

            key.getOutputStream().write(SECOND);
            key.shutdownOutput();
            hidden.expect("226 default: committed");
            log.getOutputStream().write(SECOND);
            log.shutdownOutput();
            visible.expect("226");
            // And the session goes on.
            assertThat(hidden.upload("/flash/cert/cert.pem", "x".repeat(12 * 1024)))
                    .startsWith("226 ");
        }
        assertThat(Files.readAllBytes(gateway.flash.resolve("log"))).hasSize(FIRST.length + SECOND.length);
        assertThat(gateway.recording.offers).hasSize(2);
    }

    @Test
    void holdsNewSettingsForNewSessions() throws Exception {
        try (Wire old = login(port)) {
            change(Map.of("maxCredentialBytes", 8 * 1024, "tls", "required"));
            gateway.nextPort();
            try (Wire fresh = connect(port)) {
                assertThat(fresh.ask("USER " + Gateway.USER)).startsWith("530 ");
            }
            assertThat(old.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
        }
    }

    @Test
    void opensTheNewPortBeforeItClosesTheOldOne() throws Exception {
        int other = freePort();
        try (Wire old = login(port);
                Socket data = old.passive()) {
            old.ask("STOR /flash/cert/private.key", "150");
            data.getOutputStream().write(FIRST);
            change(Map.of("port", other));
            assertThat(gateway.nextPort()).isEqualTo(other);
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
            try (Wire fresh = login(other)) {
                assertThat(fresh.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
            }
            data.shutdownOutput();
            old.expect("226 default: committed");
        }
    }

    @Test
    void staysOnTheOldPortWhileTheNewOneIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            change(Map.of("port", taken.getLocalPort()));
            change(Map.of("port", taken.getLocalPort(), "maxSessions", 7));
            login(port).close();
            taken.close();
            assertThat(gateway.nextPort()).isEqualTo(taken.getLocalPort());
            login(taken.getLocalPort()).close();
        }
    }

    @Test
    void staysOnThePortIfTheNewFolderCannotBeUsed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        change(Map.of("flashFolder", file.resolve("flash").toString()));
        change(Map.of("flashFolder", folder.resolve("other").toString()));
        assertThat(gateway.nextPort()).isEqualTo(port);
        try (Wire wire = login(port)) {
            assertThat(wire.upload("/flash/log", "x")).startsWith("226 ");
        }
        assertThat(folder.resolve("other/log")).exists();
    }

    @Test
    void keepsThePortOpenIfNothingHasChanged() throws Exception {
        FtpSettings same = Gateway.settings(folder, Map.of("idleTimeoutSeconds", 300));
        try (Wire old = login(port)) {
            gateway.server.change(same);
            change(Map.of());
            // The second is a change, of the port's number, and comes after the first.
            gateway.nextPort();
            assertThat(gateway.openings).isEmpty();
            old.ask("NOOP", "200");
        }
    }

    @Test
    void remembersWhoGuessesPasswords() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (Wire guesser = connect(port)) {
                guesser.ask("USER " + Gateway.USER, "331");
                guesser.ask("PASS wrong", "530");
            }
        }
        change(Map.of("maxSessions", 7));
        gateway.nextPort();
        try (Wire guesser = connect(port)) {
            guesser.ask("USER " + Gateway.USER, "331");
            assertThat(guesser.ask("PASS wrong")).contains("Too many failed logins");
        }
    }

    @Test
    void endsTheOldSessionsInTimeButNotInMidTransfer() throws Exception {
        try (Wire idle = login(port);
                Wire busy = login(port);
                Socket data = busy.passive()) {
            busy.ask("STOR /flash/cert/private.key", "150");
            data.getOutputStream().write(FIRST);
            change(Map.of("drainSeconds", 0));
            idle.expect("421");
            assertThatThrownBy(idle::reply).isInstanceOf(IOException.class);
            data.getOutputStream().write(SECOND);
            data.shutdownOutput();
            busy.expect("226 default: committed");
            busy.expect("421");
            assertThatThrownBy(busy::reply).isInstanceOf(IOException.class);
        }
    }

    @Test
    void endsEverythingWhenItStopsWhileOldSessionsAreLeft() throws Exception {
        Wire old = login(port);
        Socket data = old.passive();
        old.ask("STOR /flash/cert/private.key", "150");
        data.getOutputStream().write(FIRST);
        change(Map.of("maxSessions", 7));
        gateway.nextPort();
        Wire fresh = login(port);
        gateway.close();
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        data.close();
        for (Wire wire : new Wire[] {old, fresh}) {
            assertThatThrownBy(() -> {
                        while (true) {
                            wire.ask("NOOP");
                        }
                    })
                    .isInstanceOf(IOException.class);
            wire.close();
        }
        assertThat(gateway.recording.offers).isEmpty();
    }
}
