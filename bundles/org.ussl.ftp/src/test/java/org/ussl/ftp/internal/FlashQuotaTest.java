// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much there may be below /flash, and whose. */
class FlashQuotaTest {

    private static final String TEN = "0123456789";

    @TempDir
    Path folder;

    private Wire to(Gateway gateway) throws Exception {
        Wire wire = Wire.login(gateway);
        wire.ask("TYPE I", "200");
        return wire;
    }

    @Test
    void refusesWhatIsTooMuchInAllAndTakesItWhenThereIsRoom() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder, Map.of("maxFlashBytes", 25L));
                Wire wire = to(gateway)) {
            assertThat(wire.upload("/flash/a", TEN)).startsWith("226 ");
            assertThat(wire.upload("/flash/b", TEN)).startsWith("226 ");
            assertThat(wire.upload("/flash/c", TEN)).startsWith("552 ").contains("maxFlashBytes");
            assertThat(wire.upload("/flash/cert/ca.pem", "good, and larger than /flash may be"))
                    .startsWith("226 ");
            wire.ask("DELE /flash/c", "250");
            // In place of what was there, which no longer counts.
            assertThat(wire.upload("/flash/b", "other text")).startsWith("226 ");
            wire.ask("DELE /flash/a", "250");
            assertThat(wire.upload("/flash/c", TEN)).startsWith("226 ");
            assertThat(wire.upload("/flash/d", TEN)).startsWith("552 ");
        }
    }

    @Test
    void boundsFilesAndFoldersByNumber() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder, Map.of("maxFlashEntries", 2000));
                Wire wire = to(gateway)) {
            StringBuilder commands = new StringBuilder();
            for (int i = 0; i < 3000; i++) {
                commands.append("MKD /flash/d").append(i).append("\r\n");
            }
            Thread sender = new Thread(() -> {
                try {
                    wire.send(commands.toString());
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            for (int i = 0; i < 3000; i++) {
                wire.expect(i < 2000 ? "257" : "552");
            }
            sender.join();
            assertThat(Files.list(gateway.flash)).hasSize(2000);
            assertThat(wire.upload("/flash/file", "x")).startsWith("552 ").contains("maxFlashEntries");
            wire.ask("RMD /flash/d7", "250");
            assertThat(wire.upload("/flash/file", "x")).startsWith("226 ");
        }
    }

    @Test
    void saysThatTheDiskIsFull() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder, Map.of("minFreeBytes", Long.MAX_VALUE / 2));
                Wire wire = to(gateway)) {
            assertThat(wire.upload("/flash/a", TEN)).startsWith("452 ").contains("disk is full");
            assertThat(wire.ask("MKD /flash/d")).startsWith("452 ").contains("disk is full");
            assertThat(gateway.flash).isEmptyDirectory();
            // What a credential's store needs is the store's business.
            assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
        }
    }

    /** A disk that has no room although nobody wanted any to be left free. */
    @ParameterizedTest
    @ValueSource(longs = {0, 16 * 1024})
    void saysThatTheDiskIsReallyFullAndGoesOnWhenThereIsRoom(long minFreeBytes) throws Exception {
        try (SmallDisk disk = new SmallDisk(folder.resolve("flash"));
                Gateway gateway = Gateway.withUser(
                        folder, Map.of("minFreeBytes", minFreeBytes, "maxUploadBytes", 4L * 1024 * 1024));
                Wire wire = to(gateway)) {
            String much = "x".repeat(900 * 1024);
            assertThat(wire.upload("/flash/first", much)).startsWith("226 ");
            assertThat(wire.upload("/flash/second", much)).startsWith("452 ").contains("disk is full");
            Files.deleteIfExists(gateway.flash.resolve("second"));

            Path filler = disk.fill();
            assertThat(wire.upload("/flash/third", TEN)).startsWith("452 ").contains("disk is full");
            assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
            assertThat(gateway.flash.resolve("first")).hasSize(much.length());

            Files.delete(filler);
            assertThat(wire.upload("/flash/third", TEN)).startsWith("226 ");
            assertThat(gateway.flash.resolve("third")).hasContent(TEN);
        }
    }

    @Test
    void saysThatAFileIsTooLarge() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder);
                Wire wire = to(gateway)) {
            assertThat(wire.upload("/flash/a", "x".repeat(64 * 1024 + 1)))
                    .startsWith("552 ")
                    .contains("maxUploadBytes");
        }
    }

    @Test
    void countsWhatOthersHavePutThereAndTakenAway() throws Exception {
        AtomicLong nanos = new AtomicLong();
        FlashQuota quota = new FlashQuota(folder, new FlashBounds(100, 30, 5, 0), nanos::get);
        quota.take(20);
        Files.writeString(folder.resolve("a"), TEN + TEN);
        assertThatThrownBy(() -> quota.take(20)).hasMessageContaining("maxFlashBytes");
        Files.delete(folder.resolve("a"));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        quota.take(20);
        for (int i = 0; i < 4; i++) {
            Files.createFile(folder.resolve("f" + i));
        }
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        quota.takeEntry();
        assertThatThrownBy(quota::takeEntry).hasMessageContaining("maxFlashEntries");
    }

    @Test
    void tellsAFullDiskFromAnotherFailure() throws Exception {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        FlashQuota full = new FlashQuota(folder, new FlashBounds(100, 100, 5, Long.MAX_VALUE), System::nanoTime);
        // Of a machine's own disk, whatever else is on it, there is more left than a full disk has.
        FlashQuota free = new FlashQuota(folder, new FlashBounds(100, 100, 5, 0), System::nanoTime);
        assertThatThrownBy(() -> new BoundedStream(broken, 100, full).write(1)).hasMessageContaining("disk is full");
        assertThatThrownBy(() -> new BoundedStream(broken, 100, free).write(1)).hasMessageContaining("No space");
    }

    @Test
    void showsAUserNothingButTheHome() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder)) {
            gateway.server.add(new HashedAccount(
                    "lena",
                    PasswordHash.of(Gateway.PASSWORD.toCharArray(), 10_000, new java.security.SecureRandom()),
                    null,
                    new Permissions(List.of("*"), List.of("line", "3"), false, List.of())));
            try (Wire ops = to(gateway);
                    Wire lena = Wire.login(gateway, "lena")) {
                lena.ask("TYPE I", "200");
                ops.upload("/flash/others", "secret");
                assertThat(lena.ask("PWD")).contains("\"/flash/line/3\"");
                assertThat(lena.upload("mine", "x")).startsWith("226 ");
                assertThat(gateway.flash.resolve("line/3/mine")).exists();
                assertThat(lena.list("NLST")).contains("mine");
                assertThat(lena.list("NLST /flash")).contains("line").doesNotContain("others");
                assertThat(lena.list("NLST /flash/line")).isEqualToIgnoringWhitespace("3");
                for (String command : List.of(
                        "SIZE /flash/others",
                        "DELE ../../others",
                        "RMD /flash/line/3",
                        "MKD /flash/line/4",
                        "CWD /flash/line/4")) {
                    assertThat(lena.ask(command)).as(command).matches("[45].*");
                }
                for (String above : List.of("/flash/line", "/flash/line/3")) {
                    lena.ask("RNFR " + above);
                    assertThat(lena.ask("RNTO /flash/line/3/away")).startsWith("5");
                }
                assertThat(lena.upload("/flash/line/other", "x")).startsWith("5");
                assertThat(lena.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
                assertThat(gateway.flash.resolve("others")).hasContent("secret");
                assertThat(lena.heard).doesNotContain("secret");
            }
        }
    }

    @Test
    void leadsNowhereWhenALinkIsInTheHomesPlace() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder)) {
            gateway.port();
            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            Files.createSymbolicLink(gateway.flash.resolve("home"), elsewhere);
            gateway.server.add(new HashedAccount(
                    "lena",
                    PasswordHash.of(Gateway.PASSWORD.toCharArray(), 10_000, new java.security.SecureRandom()),
                    null,
                    new Permissions(List.of("*"), List.of("home"), false, List.of())));
            try (Wire lena = Wire.login(gateway, "lena")) {
                assertThat(lena.upload("/flash/home/x", "x")).startsWith("5");
            }
            assertThat(elsewhere).isEmptyDirectory();
        }
    }
}
