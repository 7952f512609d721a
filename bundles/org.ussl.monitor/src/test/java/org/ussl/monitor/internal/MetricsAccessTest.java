// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.monitor.internal.MetricsAccess.Caller;

class MetricsAccessTest {
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:8080",
        "127.0.0.1, 127.0.0.1:8080",
        "127.8.0.1, LOCALHOST",
        "::1, [::1]:8080",
        "[0:0:0:0:0:0:0:1], localhost",
        "0:0:0:0:0:0:0:1%0, localhost"
    })
    void withoutATokenTheGatewayItselfMayRead(String address, String host) {
        assertThat(status(open(), caller(address, false, host, false, ""))).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, localhost:8080, false",
        "2001:db8::1, localhost, false",
        "::ffff:192.0.2.7, localhost, false",
        "127.0.0.1.evil.example, localhost, false",
        "127.0.0.1, evil.example:8080, false",
        "127.0.0.1, localhost.evil.example, false",
        "127.0.0.1, 127.0.0.1.evil.example, false",
        "127.0.0.1, 192.0.2.1:8080, false",
        "127.0.0.1, '', false",
        "127.0.0.1, localhost:8080, true"
    })
    void withoutATokenNobodyElseMayHoweverHeAsks(String address, String host, boolean passedOn) {
        assertThat(status(open(), caller(address, true, host, passedOn, "Bearer " + TOKEN)))
                .isEqualTo(403);
    }

    @Test
    void whoKnowsTheTokenMayReadOverTls() throws IOException {
        MonitorSettings settings = withToken(false);
        assertThat(status(settings, caller("192.0.2.7", true, "gw-17", false, "Bearer " + TOKEN)))
                .isZero();
        assertThat(status(settings, caller("192.0.2.7", true, "gw-17", true, "bearer  " + TOKEN)))
                .isZero();
        assertThat(status(settings, caller("127.0.0.1", false, "localhost", false, "Bearer " + TOKEN)))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer 0123456789abcdeF", "Bearer 0123456789abcde", "Basic eDp5"})
    void whoDoesNotKnowTheTokenMayNotNotEvenOnTheGateway(String authorization) throws IOException {
        assertThat(status(withToken(true), caller("127.0.0.1", true, "localhost", false, authorization)))
                .isEqualTo(401);
    }

    @Test
    void aTokenIsNotTakenInTheClearUnlessAllowed() throws IOException {
        Caller overheard = caller("192.0.2.7", false, "gw-17", false, "Bearer " + TOKEN);
        assertThat(status(withToken(false), overheard)).isEqualTo(403);
        assertThat(status(withToken(true), overheard)).isZero();
    }

    @Test
    void anotherTokenCountsAtOnceAndNobodyMayReadWhileItsFileCannotBeUsed() throws IOException {
        MonitorSettings settings = withToken(false);
        Caller one = caller("192.0.2.7", true, "gw-17", false, "Bearer " + TOKEN);
        Files.writeString(folder.resolve("token"), "fedcba9876543210\n");
        assertThat(status(settings, one)).isEqualTo(401);
        Files.writeString(folder.resolve("token"), TOKEN);
        assertThat(status(settings, one)).isZero();
        Files.setPosixFilePermissions(folder.resolve("token"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(status(settings, one)).isEqualTo(503);
        Files.delete(folder.resolve("token"));
        assertThat(status(settings, one)).isEqualTo(503);
    }

    @Test
    void valuesThatCannotBeAreRefusedByTheirKey() throws IOException {
        assertThatThrownBy(() -> MonitorSettings.parse("metrics", "", false, 30, 7))
                .hasMessageStartingWith("path: ");
        assertThatThrownBy(() -> MonitorSettings.parse("/a/*", "", false, 30, 7))
                .hasMessageStartingWith("path: ");
        assertThatThrownBy(
                        () -> MonitorSettings.parse("", folder.resolve("none").toString(), false, 30, 7))
                .hasMessageStartingWith("tokenFile: ");
        Path known = Files.writeString(folder.resolve("known"), TOKEN);
        Files.setPosixFilePermissions(known, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> MonitorSettings.parse("", known.toString(), false, 30, 7))
                .hasMessageStartingWith("tokenFile: ")
                .hasMessageEndingWith("chmod 600");
        Path guessed = Files.writeString(folder.resolve("guessed"), "secret\n");
        Files.setPosixFilePermissions(guessed, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> MonitorSettings.parse("", guessed.toString(), false, 30, 7))
                .hasMessageStartingWith("tokenFile: ")
                .message()
                .doesNotContain("secret");
        assertThatThrownBy(() -> MonitorSettings.parse("", "", false, -1, 7)).hasMessageStartingWith("warnDays: ");
        assertThatThrownBy(() -> MonitorSettings.parse("", "", false, 7, 30)).hasMessageStartingWith("criticalDays: ");
        assertThat(MonitorSettings.parse(" ", "", false, 0, 0).path()).isEmpty();
    }

    private static MonitorSettings open() {
        return MonitorSettings.parse("/metrics", "", false, 30, 7);
    }

    private MonitorSettings withToken(boolean allowClearText) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\nignored\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return MonitorSettings.parse("/metrics", file.toString(), allowClearText, 30, 7);
    }

    private static Caller caller(String address, boolean secure, String host, boolean passedOn, String authorization) {
        return new Caller(address, secure, host, passedOn, authorization);
    }

    /** 0 for somebody who may. */
    private static int status(MonitorSettings settings, Caller caller) {
        return new MetricsAccess(() -> settings)
                .refusal(caller)
                .map(MetricsAccess.Refusal::status)
                .orElse(0);
    }
}
