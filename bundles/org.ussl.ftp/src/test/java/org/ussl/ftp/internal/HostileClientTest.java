// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;

/** Clients that mean no good, or know no better: what they hear, and that nothing changes and nothing leaks. */
class HostileClientTest {

    private static final String KEY =
            "good -----BEGIN PRIVATE KEY----- MC4CAQAwBQYDK2VwBCIEIHvk -----END PRIVATE KEY-----";

    @TempDir
    Path folder;

    private Gateway gateway;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.withUser(folder, Map.of("maxSessions", 60, "maxSessionsPerAddress", 60));
        wire = Wire.login(gateway);
        wire.ask("TYPE I", "200");
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
        gateway.close();
    }

    private List<String> filesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/flash/../../outside",
                "/flash/./.././../outside",
                "/../../../../../../../../outside",
                "/flash/..\\..\\outside",
                "/flash/%2e%2e/%2e%2e/outside/x",
                "/flash/..%2f..%2foutside/x",
                "/flash/\u00c0\u00ae\u00c0\u00ae/\u00c0\u00ae\u00c0\u00ae/outside",
                "/flash/\u00e0\u0080\u00ae\u00e0\u0080\u00ae/outside",
                "/flash/....//....//outside",
                "/flash/cert/../../../outside",
                "//flash//..//..//outside",
                "/flash/\u00ef\u00bc\u008e\u00ef\u00bc\u008e/\u00ef\u00bc\u008e\u00ef\u00bc\u008e/outside"
            })
    void doesNotGetOutByAnySpelling(String path) throws Exception {
        Files.writeString(folder.resolve("outside"), "secret");
        List<String> before = filesOnDisk();
        for (String verb : List.of("SIZE", "MDTM", "DELE", "RMD", "MLST", "CWD", "STAT")) {
            try (Wire own = Wire.login(gateway)) {
                assertThat(own.ask(verb + " " + path))
                        .as(verb)
                        .doesNotStartWith("2")
                        .doesNotStartWith("3");
            }
        }
        try (Wire own = Wire.login(gateway)) {
            own.ask("RNFR " + path);
            assertThat(own.ask("RNTO /flash/stolen")).startsWith("5");
            own.passive();
            assertThat(own.ask("RETR " + path)).startsWith("5");
            assertThat(own.heard).doesNotContain("secret");
        } catch (IOException expected) {
            // Text that is none ends the session.
        }
        assertThat(filesOnDisk()).isEqualTo(before);
        assertThat(folder.resolve("outside")).hasContent("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/flash/cert/ca.pem\0.txt",
                "/flash/cert\0/ca.pem",
                "/flash/x\0",
                "/flash/cert/ca.pem\rDELE /flash/cert/ca.pem",
                "/flash/cert/ca.pem\u007f",
                "/flash/cert/\u001b[2Jca.pem"
            })
    void takesNoNamesWithControlCharacters(String path) throws Exception {
        assertThat(wire.upload(path, "good")).startsWith("501 ");
        assertThat(wire.ask("DELE " + path)).startsWith("501 ");
        assertThat(gateway.recording.offers).isEmpty();
        assertThat(gateway.recording.removals).isEmpty();
        assertThat(gateway.flash).isEmptyDirectory();
    }

    @Test
    void endsASessionForALineOfAMebibyteAndServesTheOthers() throws Exception {
        try (Wire loud = Wire.login(gateway)) {
            try {
                loud.send("STOR " + "x".repeat(1 << 20) + "\r\n");
            } catch (IOException cutOff) {
                // The session may have ended before all of it was sent; what it has said is there.
            }
            assertThat(loud.reply()).startsWith("500 ");
        }
        wire.ask("NOOP", "200");
    }

    @Test
    void answersTenThousandCommandsThatComeAtOnce() throws Exception {
        Thread sender = new Thread(() -> {
            try {
                wire.send("NOOP\r\n".repeat(10_000));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        sender.start();
        for (int i = 0; i < 10_000; i++) {
            wire.expect("200");
        }
        sender.join();
        assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
    }

    @Test
    void answersWhatComesDuringATransferAfterIt() throws Exception {
        try (Socket data = wire.passive()) {
            wire.ask("STOR /flash/cert/private.key", "150");
            wire.send("NOOP\r\nDELE /flash/cert/private.key\r\nSIZE /flash/cert/private.key\r\n");
            data.getOutputStream().write(KEY.getBytes(StandardCharsets.US_ASCII));
            data.shutdownOutput();
            wire.expect("226 default: committed");
            wire.expect("200");
            wire.expect("250");
            wire.expect("550");
        }
        assertThat(gateway.recording.offers).hasSize(1);
    }

    @Test
    void sendsNoDataToOthersNorToServices() throws Exception {
        for (String bounce : List.of(
                "PORT 192,0,2,7,200,1",
                "PORT 127,0,0,1,0,25",
                "PORT 127,0,0,1,3,255",
                "EPRT |1|192.0.2.7|50000|",
                "EPRT |1|127.0.0.1|25|",
                "EPRT |2|2001:db8::1|50000|",
                "PORT 127,0,0,1,999,1",
                "PORT 1,2,3",
                "EPRT nonsense")) {
            assertThat(wire.ask(bounce)).as(bounce).startsWith("5");
        }
        wire.ask("PORT 127,0,0,1,4,1", "200");
    }

    @Test
    void givesADataConnectionToItsOwnClientOnly() throws Exception {
        String[] numbers =
                wire.ask("PASV", "227").replaceAll(".*\\(([0-9,]+)\\).*", "$1").split(",");
        int port = 256 * Integer.parseInt(numbers[4]) + Integer.parseInt(numbers[5]);
        wire.ask("STOR /flash/cert/private.key", "150");
        try (Socket thief = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName("127.0.0.2"), 0)) {
            thief.getOutputStream().write("good, but not theirs".getBytes(StandardCharsets.US_ASCII));
            thief.shutdownOutput();
            assertThat(wire.reply()).startsWith("4");
        }
        assertThat(gateway.recording.offers).isEmpty();
        assertThat(wire.upload("/flash/cert/private.key", KEY)).startsWith("226 ");
    }

    @Test
    void survivesConnectionsThatDoNothing() throws Exception {
        List<Wire> idle = new ArrayList<>();
        for (int i = 0; i < 59; i++) {
            idle.add(Wire.to(gateway));
        }
        assertThatThrownBy(() -> Wire.to(gateway)).hasMessageContaining("421");
        assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
        for (Wire one : idle) {
            one.close();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        boolean free = false;
        while (!free && System.nanoTime() < end) {
            try (Wire next = new Wire(gateway.port())) {
                free = next.reply().startsWith("220");
            }
        }
        assertThat(free).isTrue();
    }

    @Test
    void offersNothingWhereverAnUploadIsCut() throws Exception {
        byte[] key = KEY.getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length < key.length; length++) {
            try (Socket data = wire.passive()) {
                wire.ask("STOR /flash/cert/private.key", "150");
                data.getOutputStream().write(key, 0, length);
                data.setSoLinger(true, 0);
            }
            assertThat(wire.reply()).as("after %s bytes", length).startsWith("426 ");
        }
        assertThat(gateway.recording.offers).isEmpty();
        assertThat(wire.upload("/flash/cert/private.key", key)).startsWith("226 ");
        assertThat(wire.heard).doesNotContain("MC4CAQAwBQYDK2VwBCIEIHvk");
    }

    @Test
    void stopsReadingWhatHasNoEnd() throws Exception {
        byte[] block = new byte[64 * 1024];
        try (Socket data = wire.passive()) {
            wire.ask("STOR /flash/cert/private.key", "150");
            assertThatThrownBy(() -> {
                        while (true) {
                            data.getOutputStream().write(block);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(wire.reply()).startsWith("552 ");
        }
        assertThat(gateway.recording.offers).isEmpty();
    }

    @Test
    void takesFiftyUploadsAtOnce() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(50);
        try {
            List<Callable<String>> uploads = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String name = i % 2 == 0 ? "cert.pem" : "private.key";
                uploads.add(() -> {
                    try (Wire own = Wire.login(gateway)) {
                        return own.upload("/flash/cert/" + name, KEY);
                    }
                });
            }
            for (Future<String> reply : clients.invokeAll(uploads, 120, TimeUnit.SECONDS)) {
                assertThat(reply.get()).startsWith("226 default: committed");
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(gateway.recording.offers)
                .hasSize(50)
                .allSatisfy(offer -> assertThat(offer.content()).asString().isEqualTo(KEY));
    }

    @Test
    void doesNotChangeUsersInASession() throws Exception {
        wire.ask("USER " + Gateway.USER, "230");
        assertThat(wire.ask("PASS wrong")).startsWith("503 ");
        wire.ask("NOOP", "200");
        assertThat(wire.ask("USER root")).startsWith("530 ");
        assertThatThrownBy(() -> wire.ask("NOOP")).isInstanceOf(IOException.class);
    }

    /** The answer is the intake's, because it has decided before the ABOR came to it. */
    @Test
    void tellsTheTruthWhenAborMeetsACommit() throws Exception {
        CountDownLatch committing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        gateway.services.intake.bind(new CredentialIntake() {
            @Override
            public IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException {
                committing.countDown();
                try {
                    assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return gateway.recording.offer(path, content);
            }

            @Override
            public IntakeReceipt remove(CredentialPath path) {
                throw new UnsupportedOperationException();
            }

            @Override
            public IntakeReceipt drop(String profile) {
                throw new UnsupportedOperationException();
            }
        });
        try (Socket data = wire.passive()) {
            wire.ask("STOR /flash/cert/private.key", "150");
            data.getOutputStream().write(KEY.getBytes(StandardCharsets.US_ASCII));
            data.shutdownOutput();
            assertThat(committing.await(30, TimeUnit.SECONDS)).isTrue();
            wire.send("ABOR\r\n");
            goOn.countDown();
            wire.expect("226 default: committed");
            wire.expect("226 ABOR");
        }
        assertThat(gateway.recording.offers).hasSize(1);
    }

    @Test
    void answersForATimeWhenTheIntakeGoesDuringAnUpload() throws Exception {
        try (Socket data = wire.passive()) {
            wire.ask("STOR /flash/cert/private.key", "150");
            gateway.services.intake.unbind(gateway.recording);
            data.getOutputStream().write(KEY.getBytes(StandardCharsets.US_ASCII));
            data.shutdownOutput();
            assertThat(wire.reply()).startsWith("450 ").contains("nothing has changed; upload it again");
        }
        gateway.services.intake.bind(gateway.recording);
        assertThat(wire.upload("/flash/cert/private.key", KEY)).startsWith("226 ");
    }

    @Test
    void listsWithoutBeingDrivenIntoALoop() throws Exception {
        wire.upload("/flash/" + "a".repeat(100), "x");
        assertThat(wire.list("LIST -R /")).doesNotContain("cert");
        wire.passive();
        wire.ask("LIST /flash/" + "*a".repeat(40) + "b", "501");
        wire.ask("NLST /flash/" + "[a".repeat(40), "501");
        assertThat(wire.list("NLST /flash/a*a")).contains("aaa");
    }

    @Test
    void resumesBeyondTheEndWithoutAHole() throws Exception {
        wire.upload("/flash/log", "0123");
        try (Socket data = wire.passive()) {
            wire.ask("REST 1000000", "350");
            wire.ask("STOR /flash/log", "150");
            data.getOutputStream().write("45".getBytes(StandardCharsets.US_ASCII));
            data.shutdownOutput();
            wire.expect("226");
        }
        assertThat(gateway.flash.resolve("log")).hasContent("012345");
    }

    @Test
    void tellsAnUploadThatComesDropByDropFromOneThatStalls() {
        AtomicLong nanos = new AtomicLong();
        Pace pace = new Pace(64, Duration.ofSeconds(30), nanos::get);
        nanos.set(TimeUnit.SECONDS.toNanos(29));
        assertThat(pace.moved(1)).isTrue();
        nanos.set(TimeUnit.SECONDS.toNanos(60));
        assertThat(pace.moved(64 * 60)).isTrue();
        nanos.set(TimeUnit.SECONDS.toNanos(180));
        assertThat(pace.moved(1)).isFalse();
        assertThat(new Pace(0, Duration.ofSeconds(30), nanos::get).moved(1)).isTrue();
    }
}
