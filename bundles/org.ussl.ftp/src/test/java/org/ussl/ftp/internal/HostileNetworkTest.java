// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a hostile network, or an unlucky moment, brings: what clients hear, and that nothing changes and nothing leaks.
 */
class HostileNetworkTest {

    private static final String KEY = "good -----BEGIN PRIVATE KEY----- MC4CAQAwBQYDK2VwBCIEIHvk";

    @TempDir
    Path folder;

    private Gateway gateway;

    @BeforeEach
    void start() {
        gateway = Gateway.withUser(folder, Map.of("maxSessions", 120, "maxSessionsPerAddress", 120, "maxLogins", 120));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Wire login() throws Exception {
        return login(gateway);
    }

    private static Wire login(Gateway gateway) throws Exception {
        Wire wire = Wire.login(gateway);
        wire.ask("TYPE I", "200");
        return wire;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/flash/cert/private.key", "/flash/cert/x.private.key.part", "/flash/large"})
    void breaksOffAnUploadThatComesDropByDrop(String path) throws Exception {
        Map<String, Object> hasty = Map.of("minUploadBytesPerSecond", 1_000_000, "slowUploadSeconds", 1);
        try (Gateway impatient = Gateway.withUser(folder.resolve("impatient"), hasty);
                Wire wire = login(impatient);
                Socket data = wire.passive()) {
            wire.ask("STOR " + path, "150");
            // Waits for the server's end of the connection and not for a time.
            data.setSoTimeout(100);
            assertThatThrownBy(() -> {
                        while (true) {
                            data.getOutputStream().write('x');
                            awaitEnd(data);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(wire.reply()).startsWith("426 ");
            wire.ask("NOOP", "200");
            assertThat(impatient.recording.offers).isEmpty();
        }
    }

    private static void awaitEnd(Socket data) throws IOException {
        try {
            if (data.getInputStream().read() < 0) {
                throw new IOException("The server has ended it");
            }
        } catch (SocketTimeoutException notYet) {
            // The next byte.
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/flash/cert/private\uff0ekey",
                "/flash/cert/pr\u0131vate.key",
                "/flash/cert/privat\u00e9.key",
                "/flash/cert/private\u0301.key",
                "/flash/cert/lin\u00e9/ca.pem",
                "/flash/cert/line\u0301/ca.pem",
                "/flash/\uff43\uff45\uff52\uff54/ca.pem",
                "/flash/ce\u0301rt/ca.pem",
                "/flash/c\u0435rt/ca.pem",
                "/\ufb02ash/cert/ca.pem",
                "/flash/cert\u200b/ca.pem",
                "/flash/cert/\u202eyek.etavirp"
            })
    void takesNoOtherSpellingForACredentialsName(String path) throws Exception {
        String bytes = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (Wire wire = login()) {
            wire.upload("/flash/file", "good");
            assertThat(wire.upload(bytes, KEY)).startsWith("55");
            wire.ask("RNFR /flash/file", "350");
            assertThat(wire.ask("RNTO " + bytes)).startsWith("55");
            assertThat(wire.heard).doesNotContain("MC4CAQAwBQYDK2VwBCIEIHvk");
        }
        assertThat(gateway.recording.offers).isEmpty();
        try (Stream<Path> files = Files.walk(gateway.flash)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(gateway.flash.resolve("file"));
        }
    }

    /** The Kelvin sign's lower case is k: better a credential than a private key that everybody can read. */
    @Test
    void hidesWhatIsACredentialsNameButForItsCase() throws Exception {
        String path = "/flash/cert/PRIVATE.\u212aey";
        try (Wire wire = login()) {
            wire.upload(new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), KEY);
            assertThat(wire.list("LIST /flash/cert")).isEmpty();
        }
        assertThat(gateway.flash).isEmptyDirectory();
    }

    @Test
    void takesTheWholeFileOrNoneWhenManyRenameItAtOnce() throws Exception {
        try (Wire wire = login()) {
            wire.upload("/flash/new", KEY);
        }
        ExecutorService clients = Executors.newFixedThreadPool(20);
        try {
            List<Callable<String>> renames = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                renames.add(() -> {
                    try (Wire own = login()) {
                        String first = own.ask("RNFR /flash/new");
                        return first.startsWith("350") ? own.ask("RNTO /flash/cert/private.key") : first;
                    }
                });
            }
            int taken = 0;
            for (Future<String> reply : clients.invokeAll(renames, 120, TimeUnit.SECONDS)) {
                assertThat(reply.get()).matches("(?s)(250|55[03]) .*");
                taken += reply.get().startsWith("250") ? 1 : 0;
            }
            assertThat(gateway.recording.offers)
                    .hasSize(taken)
                    .isNotEmpty()
                    .allSatisfy(offer -> assertThat(offer.content()).asString().isEqualTo(KEY));
        } finally {
            clients.shutdownNow();
        }
        assertThat(gateway.flash).isEmptyDirectory();
    }

    @Test
    void doesNotFollowALinkThatTakesAFilesPlaceBeforeItIsRenamed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "good secret");
        try (Wire wire = login()) {
            wire.upload("/flash/new", "good");
            wire.ask("RNFR /flash/new", "350");
            Files.delete(gateway.flash.resolve("new"));
            Files.createSymbolicLink(gateway.flash.resolve("new"), secret);
            assertThat(wire.ask("RNTO /flash/cert/ca.pem")).startsWith("553 ");
            wire.ask("RNFR /flash/new");
            assertThat(wire.ask("RNTO /flash/mine")).startsWith("5");
        }
        assertThat(gateway.recording.offers).isEmpty();
        assertThat(secret).hasContent("good secret");
    }

    @Test
    void tellsThatAFileHasGoneBeforeItIsRenamed() throws Exception {
        try (Wire wire = login();
                Wire other = login()) {
            wire.upload("/flash/new", "good");
            wire.ask("RNFR /flash/new", "350");
            other.ask("DELE /flash/new", "250");
            assertThat(wire.ask("RNTO /flash/cert/ca.pem")).startsWith("553 ");
        }
        assertThat(gateway.recording.offers).isEmpty();
    }

    @Test
    void passesAnUploadOfNothingOnToWhoKnowsWhetherItMeansAnything() throws Exception {
        try (Wire wire = login()) {
            wire.upload("/flash/cert/ca.pem", "");
            assertThat(gateway.recording.offers)
                    .singleElement()
                    .satisfies(offer -> assertThat(offer.content()).isEmpty());
            assertThat(wire.upload("/flash/empty", "")).startsWith("226 ");
            assertThat(gateway.flash.resolve("empty")).isEmptyFile();
        }
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    @Test
    void holdsOneDataPortForEachSessionHoweverManyAreAskedFor() throws Exception {
        try (Wire wire = login();
                Wire other = login()) {
            other.ask("NOOP", "200");
            long before = descriptors();
            for (int i = 0; i < 300; i++) {
                wire.ask(i % 2 == 0 ? "PASV" : "EPSV", "22");
            }
            assertThat(descriptors()).isLessThan(before + 50);
            assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
        }
    }

    @Test
    void servesOthersWhileAHundredConnectionsAreHalfOpen() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Wire wire = Wire.to(gateway);
                open.add(wire);
                if (i % 2 == 0) {
                    // Half a command, and then no more.
                    wire.send("US");
                } else {
                    wire.control().shutdownOutput();
                }
            }
            List<Wire> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Wire wire = login();
                waiting.add(wire);
                open.add(wire);
                // A data connection that is there and brings nothing.
                Socket data = wire.passive();
                open.add(data);
                wire.ask("STOR /flash/cert/private.key", "150");
            }
            try (Wire wire = login()) {
                assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
            }
            for (Wire wire : waiting) {
                wire.send("ABOR\r\n");
                wire.expect("426");
            }
        } finally {
            for (AutoCloseable one : open) {
                one.close();
            }
        }
        assertThat(gateway.recording.offers).hasSize(1);
    }

    @Test
    void makesGuessersWaitNoLongerWhenTheClockOnTheWallIsSetBack() throws Exception {
        // The clock on the wall is not asked.
        InstantSource clock = LoginBrake.uptime();
        long before = System.nanoTime();
        Instant now = clock.instant();
        long after = System.nanoTime();
        assertThat(now).isBetween(Instant.EPOCH.plusNanos(before), Instant.EPOCH.plusNanos(after));
    }

    @Test
    void takesUploadsOverIpv6() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        boolean known;
        try (ServerSocket probe = new ServerSocket(0, 1, loopback)) {
            known = probe.isBound();
        } catch (IOException e) {
            known = false;
        }
        assumeTrue(known, "This machine has no IPv6");
        try (Gateway six = Gateway.withUser(folder.resolve("six"), Map.of("address", "::1"));
                Socket control = new Socket(loopback, six.port());
                Wire wire = new Wire(control)) {
            wire.expect("220");
            wire.ask("USER " + Gateway.USER, "331");
            wire.ask("PASS " + Gateway.PASSWORD, "230");
            int port = Integer.parseInt(wire.ask("EPSV", "229").replaceAll(".*\\|(\\d+)\\|.*", "$1"));
            try (Socket data = new Socket(loopback, port)) {
                wire.ask("STOR /flash/cert/ca.pem", "150");
                data.getOutputStream().write("good".getBytes(StandardCharsets.US_ASCII));
            }
            wire.expect("226 default: committed");
            try (ServerSocket listener = new ServerSocket(0, 1, loopback)) {
                listener.setSoTimeout(30_000);
                wire.ask("EPRT |2|::1|" + listener.getLocalPort() + "|", "200");
                wire.ask("STOR /flash/cert/cert.pem", "150");
                try (Socket data = listener.accept()) {
                    data.getOutputStream().write("good".getBytes(StandardCharsets.US_ASCII));
                }
                wire.expect("226 default: committed");
            }
            assertThat(wire.ask("EPRT |2|2001:db8::1|50000|")).startsWith("5");
            assertThat(wire.ask("PASV")).doesNotStartWith("227 Entering Passive Mode (0,0,0,0");
        }
    }
}
