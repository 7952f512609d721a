// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every login and upload is on record, and a login has its time and its number. */
class AuditTest {

    private final List<String> records = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private Gateway gateway;

    @BeforeEach
    void start() {
        gateway = Gateway.withUser(folder, Map.of("maxLogins", 2, "maxCredentialBytes", 2048));
        gateway.services.audit.bind((event, outcome, origin, details) -> {
            assertThat(origin.transport()).isEqualTo("ftp");
            assertThat(origin.address()).startsWith("127.0.0.1:");
            records.add(event + " " + outcome + " " + origin.user() + " " + details.values());
        });
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void recordsLogins() throws Exception {
        try (Wire wire = Wire.to(gateway)) {
            wire.ask("USER eve", "331");
            wire.ask("PASS wrong", "530");
            wire.ask("USER " + Gateway.USER, "331");
            wire.ask("PASS " + Gateway.PASSWORD, "230");
            wire.ask("NOOP", "200");
        }
        assertThat(records)
                .containsExactly("login refused eve [false]", "login admitted ops [false]")
                .noneMatch(line -> line.contains(Gateway.PASSWORD) || line.contains("wrong"));
    }

    @Test
    void recordsUploadsThatTheIntakeIsNotOffered() throws Exception {
        try (Wire wire = Wire.login(gateway)) {
            wire.upload("/flash/log", "x");
            wire.upload("/flash/../flash/large", "x".repeat(64 * 1024 + 1));
            wire.upload("/flash/cert/ca.pem", "good");
            wire.upload("/flash/cert/private.key", "x".repeat(2049));
            try (Socket data = wire.passive()) {
                wire.ask("STOR /flash/cert/private.key", "150");
                data.getOutputStream().write("secret".getBytes(StandardCharsets.US_ASCII));
                data.setSoLinger(true, 0);
            }
            wire.expect("426");
            wire.ask("NOOP", "200");
        }
        assertThat(records.subList(1, records.size()))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("upload stored ops [/flash/log, 226 "),
                        line -> assertThat(line).startsWith("upload refused ops [/flash/large, 552 "),
                        line -> assertThat(line).startsWith("upload refused ops [/flash/cert/private.key, 552 "),
                        line -> assertThat(line)
                                .startsWith("upload refused ops [/flash/cert/private.key, 426 ")
                                .doesNotContain("secret"));
    }

    @Test
    void admitsAsManyAsConfigured() throws Exception {
        try (Wire first = Wire.login(gateway);
                Wire second = Wire.login(gateway);
                Wire third = Wire.to(gateway)) {
            third.send("USER " + Gateway.USER + "\r\nPASS " + Gateway.PASSWORD + "\r\n");
            String reply = third.reply();
            if (reply.startsWith("331")) {
                reply = third.reply();
            }
            assertThat(reply).startsWith("421 ");
            first.ask("NOOP", "200");
            second.ask("NOOP", "200");
        }
    }

    @Test
    void endsAConnectionThatIsBusyWithOtherThingsThanItsLogin() throws Exception {
        try (Gateway strict = Gateway.withUser(folder.resolve("strict"), Map.of("loginSeconds", 1));
                Wire busy = new Wire(strict.port())) {
            busy.reply();
            String reply = busy.ask("NOOP");
            while (reply.startsWith("530")) {
                reply = busy.ask("NOOP");
            }
            assertThat(reply).startsWith("421 ");
            assertThatThrownBy(() -> {
                        while (true) {
                            busy.ask("NOOP");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }
}
