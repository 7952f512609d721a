// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {

    private static final Pattern SHOWN = Pattern.compile("[a-z2-9]{4}(-[a-z2-9]{4}){6}");

    @TempDir
    Path folder;

    @Test
    void endsTheSessionAfterThreeFailuresAndThenMakesTheAddressWait() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder)) {
            FTPClient client = gateway.connect();
            assertThat(client.login(Gateway.USER, "x")).isFalse();
            assertThat(client.getReplyCode()).isEqualTo(530);
            assertThat(client.login(Gateway.USER, "wrong")).isFalse();
            assertThat(client.getReplyCode()).isEqualTo(530);
            client.user(Gateway.USER);
            client.pass("wrong");
            assertThatThrownBy(() -> client.noop()).isInstanceOf(IOException.class);

            FTPClient next = gateway.connect();
            assertThat(next.login(Gateway.USER, Gateway.PASSWORD)).isFalse();
            assertThat(next.getReplyString()).startsWith("530 Too many failed logins; try again in ");
            next.disconnect();
        }
    }

    @Test
    void forgetsFailuresAfterASuccess() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder)) {
            for (int i = 0; i < 3; i++) {
                FTPClient client = gateway.connect();
                assertThat(client.login(Gateway.USER, "wrong")).isFalse();
                assertThat(client.login(Gateway.USER, Gateway.PASSWORD)).isTrue();
                client.disconnect();
            }
        }
    }

    @Test
    void letsNobodyInWithoutALogin() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder)) {
            for (String verb : new String[] {"STOR /flash/cert/ca.pem", "LIST", "DELE /flash/cert/ca.pem", "PWD"}) {
                FTPClient client = gateway.connect();
                client.sendCommand(verb);
                assertThat(client.getReplyCode()).isEqualTo(530);
                client.disconnect();
            }
            FTPClient client = gateway.connect();
            assertThat(client.login("anonymous", "a@b")).isFalse();
            client.disconnect();
            assertThat(gateway.recording.removals).isEmpty();
        }
    }

    @Test
    void refusesASessionTooMany() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder)) {
            FTPClient[] clients = new FTPClient[5];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = gateway.login();
            }
            assertThatThrownBy(gateway::connect).hasMessageContaining("421");
            for (FTPClient client : clients) {
                assertThat(client.sendNoOp()).isTrue();
                client.disconnect();
            }
        }
    }

    @Test
    void refusesASessionTooManyFromOneAddress() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder, Map.of("maxSessionsPerAddress", 2))) {
            FTPClient first = gateway.login();
            FTPClient second = gateway.login();
            assertThatThrownBy(gateway::connect).hasMessageContaining("421");
            first.disconnect();
            second.disconnect();
        }
    }

    @Test
    void doublesTheWaitUpToHalfAMinuteAndForgetsItInPeace() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T00:00:00Z"));
        LoginBrake brake = new LoginBrake(now::get);
        InetAddress address = InetAddress.getByName("192.0.2.7");
        for (int i = 0; i < 3; i++) {
            fail(brake, address, "ops");
        }
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            assertThat(brake.attempt(address, "ops").delay()).isEqualTo(Duration.ofSeconds(seconds));
            now.set(now.get().plusSeconds(seconds));
            LoginBrake.Attempt attempt = brake.attempt(address, "ops");
            assertThat(attempt.delay()).isZero();
            assertThat(brake.attempt(address, "ops").delay())
                    .as("a second at once")
                    .isPositive();
            attempt.failed();
        }
        now.set(now.get().plusSeconds(601));
        fail(brake, address, "ops");
        assertThat(brake.attempt(address, "ops").delay()).isZero();
    }

    private static void fail(LoginBrake brake, InetAddress address, String user) throws InterruptedException {
        LoginBrake.Attempt attempt = brake.attempt(address, user);
        assertThat(attempt.delay()).isZero();
        attempt.failed();
    }

    @Test
    void holdsUpNobodyElseThanTheGuesser() throws Exception {
        LoginBrake brake = new LoginBrake(() -> Instant.parse("2026-11-22T00:00:00Z"));
        InetAddress guesser = InetAddress.getByName("192.0.2.7");
        for (int i = 0; i < 3; i++) {
            fail(brake, guesser, "ops");
        }
        assertThat(brake.attempt(guesser, "ops").delay()).isPositive();
        assertThat(brake.attempt(guesser, "another").delay()).isZero();
        assertThat(brake.attempt(InetAddress.getByName("192.0.2.8"), "ops").delay())
                .isZero();
    }

    @Test
    void holdsUpAnAddressThatGoesThroughNames() throws Exception {
        LoginBrake brake = new LoginBrake(() -> Instant.parse("2026-11-22T00:00:00Z"));
        for (int i = 0; i < 12; i++) {
            // One host has all addresses of its network.
            fail(brake, InetAddress.getByName("2001:db8::" + Integer.toHexString(i + 1)), "user" + i);
        }
        assertThat(brake.attempt(InetAddress.getByName("2001:db8::ffff"), "ops").delay())
                .isPositive();
        assertThat(brake.attempt(InetAddress.getByName("2001:db8:0:1::1"), "ops")
                        .delay())
                .isZero();
    }

    @Test
    void countsNoAttemptThatCameToNothing() throws Exception {
        LoginBrake brake = new LoginBrake(() -> Instant.parse("2026-11-22T00:00:00Z"));
        InetAddress address = InetAddress.getByName("192.0.2.7");
        for (int i = 0; i < 50; i++) {
            LoginBrake.Attempt attempt = brake.attempt(address, "ops");
            assertThat(attempt.delay()).isZero();
            attempt.withdraw();
            attempt.failed();
        }
    }

    /** Counts what it is asked, and knows no password. */
    private static final class CountingAccount implements FtpAccount {

        private final AtomicInteger guesses = new AtomicInteger();

        @Override
        public String name() {
            return "guessed";
        }

        @Override
        public boolean admits(char[] password) {
            guesses.incrementAndGet();
            return false;
        }

        @Override
        public boolean admits(X509Certificate shown) {
            return false;
        }

        @Override
        public Permissions permissions() {
            return new Permissions(List.of("*"), List.of(), false, List.of());
        }
    }

    private static final Map<String, Object> MANY =
            Map.of("maxSessions", 60, "maxSessionsPerAddress", 60, "maxLogins", 60);

    /** The replies to a login by each of these users, all at the same time. */
    private static List<String> logInAtOnce(Gateway gateway, List<String> users, String password) throws Exception {
        CyclicBarrier start = new CyclicBarrier(users.size());
        ExecutorService clients = Executors.newFixedThreadPool(users.size());
        try {
            List<Callable<String>> logins = new ArrayList<>();
            for (String user : users) {
                logins.add(() -> {
                    try (Wire wire = Wire.to(gateway)) {
                        wire.ask("USER " + user, "331");
                        start.await(60, TimeUnit.SECONDS);
                        return wire.ask("PASS " + password);
                    }
                });
            }
            List<String> replies = new ArrayList<>();
            for (Future<String> reply : clients.invokeAll(logins, 120, TimeUnit.SECONDS)) {
                replies.add(reply.get());
            }
            return replies;
        } finally {
            clients.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource({"guessed, 3", "name-%d, 12"})
    void looksAtNoMorePasswordsWhenManyAreTriedAtOnce(String names, int allowed) throws Exception {
        CountingAccount account = new CountingAccount();
        try (Gateway gateway = Gateway.idle(Gateway.settings(folder, MANY))) {
            gateway.server.add(account);
            gateway.server.start();
            List<String> users = IntStream.range(0, 40)
                    .mapToObj(i -> String.format(Locale.ROOT, names, i))
                    .toList();
            List<String> replies = logInAtOnce(gateway, users, "guess");
            assertThat(replies).allMatch(reply -> reply.startsWith("530 "));
            assertThat(replies.stream().filter(reply -> reply.contains("Too many failed logins")))
                    .hasSize(40 - allowed);
            assertThat(account.guesses).hasValue(allowed);
        }
    }

    @Test
    void letsAClientLogInManyTimesAtOnce() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder, MANY)) {
            assertThat(logInAtOnce(gateway, Collections.nCopies(40, Gateway.USER), Gateway.PASSWORD))
                    .allMatch(reply -> reply.startsWith("230 "));
        }
    }

    @Test
    void showsTheFirstStartPasswordOnceAndKeepsItHashed() throws Exception {
        Path file = folder.resolve("ftp-state/ftp-password");
        String password;
        try (Gateway gateway = Gateway.withoutUser(folder)) {
            password = shown(gateway);
            assertThat(loginAs(gateway, password)).isTrue();
            assertThat(loginAs(gateway, "python")).isFalse();
            assertThat(gateway.console).isEmpty();
            assertThat(file).content().startsWith("pbkdf2-sha256:210000:").doesNotContain(password);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        try (Gateway gateway = Gateway.withoutUser(folder)) {
            // At once: nobody was configured, or the file would be gone.
            assertThat(loginAs(gateway, password)).isTrue();
            letTheGracePass();
            assertThat(loginAs(gateway, password)).isTrue();
            assertThat(gateway.console).isEmpty();

            gateway.configureUser();
            assertThat(loginAs(gateway, password)).isFalse();
            gateway.login().disconnect();
            awaitDeletionOf(file);

            gateway.forgetUser();
            assertThat(shown(gateway)).isNotEqualTo(password);
        }
    }

    @Test
    void makesNoPasswordWhenAUserComesALittleLater() throws Exception {
        try (Gateway gateway = Gateway.withoutUser(folder)) {
            gateway.port();
            gateway.configureUser();
            letTheGracePass();
            assertThat(gateway.console).isEmpty();
            assertThat(folder.resolve("ftp-state")).doesNotExist();
        }
    }

    @Test
    void doesNotOverwriteAPasswordFileThatItCannotRead() throws Exception {
        Path file = Files.createDirectories(folder.resolve("ftp-state")).resolve("ftp-password");
        Files.writeString(file, "what is this");
        try (Gateway gateway = Gateway.withoutUser(folder)) {
            letTheGracePass();
            assertThat(gateway.console).isEmpty();
            assertThat(loginAs(gateway, "what is this")).isFalse();
            assertThat(file).hasContent("what is this");
        }
    }

    private static String shown(Gateway gateway) throws Exception {
        String text = gateway.console.poll(30, TimeUnit.SECONDS);
        assertThat(text).as("on the console").isNotNull().contains("\"micro\"");
        Matcher matcher = SHOWN.matcher(text);
        assertThat(matcher.find()).isTrue();
        return matcher.group();
    }

    /** Until a gateway that starts now has shown its password, all that started before have decided. */
    private void letTheGracePass() throws Exception {
        try (Gateway later = Gateway.withoutUser(folder.resolve("later"))) {
            shown(later);
        }
    }

    private static void awaitDeletionOf(Path file) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Files.exists(file)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static boolean loginAs(Gateway gateway, String password) throws Exception {
        FTPClient client = gateway.connect();
        try {
            return client.login(FirstStartPassword.USER, password);
        } finally {
            client.disconnect();
        }
    }

    @Test
    void hashesAsOthersDo() {
        PasswordHash made = PasswordHash.of("Password".toCharArray(), 10_000, new SecureRandom());
        assertThat(PasswordHash.parse(made.text()).matches("Password".toCharArray()))
                .isTrue();
        assertThat(PasswordHash.parse(made.text()).matches("password".toCharArray()))
                .isFalse();
        assertThat(made.toString()).doesNotContain(made.text().split(":")[3]);
        // Python: hashlib.pbkdf2_hmac('sha256', b'Password', b'NaClNaCl', 80000)
        assertThat(PasswordHash.parse("pbkdf2-sha256:80000:TmFDbE5hQ2w=:Q9X5TYm7APo3Dt8GKWvPSYeqRflNEgQlbgcO4aAyBjo=")
                        .matches("Password".toCharArray()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "python",
                "md5:1:2:3",
                "pbkdf2-sha256:9999:AAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "pbkdf2-sha256:10000001:AAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "pbkdf2-sha256:210000:AAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "pbkdf2-sha256:210000:AAAAAAAAAAA=:AAAA",
                "pbkdf2-sha256:210000:not base64:AAAA",
                "pbkdf2-sha256:many:AAAAAAAAAAA=:AAAA"
            })
    void refusesAHashThatIsNone(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(must be|the iterations|the salt).*")
                .hasNoCause();
    }
}
