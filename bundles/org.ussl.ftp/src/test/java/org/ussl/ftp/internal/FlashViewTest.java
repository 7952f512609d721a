// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The visible part, over the network. */
class FlashViewTest {

    @TempDir
    Path folder;

    private Gateway gateway;
    private FTPClient client;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.withUser(folder);
        client = gateway.login();
    }

    @AfterEach
    void stop() throws IOException {
        client.disconnect();
        gateway.close();
    }

    private boolean store(String path, byte[] content) throws IOException {
        return client.storeFile(path, new ByteArrayInputStream(content));
    }

    private boolean store(String path) throws IOException {
        return store(path, "x".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void givesBackWhatItTook() throws IOException {
        byte[] content = new byte[50_000];
        new Random(3).nextBytes(content);
        assertThat(client.makeDirectory("/flash/lib")).isTrue();
        assertThat(store("/flash/lib/app.bin", content)).isTrue();
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        assertThat(client.retrieveFile("/flash/lib/app.bin", back)).isTrue();
        assertThat(back.toByteArray()).isEqualTo(content);
        assertThat(client.getSize("/flash/lib/app.bin")).isEqualTo("50000");
        assertThat(client.listNames("/flash/lib")).containsExactly("app.bin");
        assertThat(client.rename("/flash/lib/app.bin", "/flash/main.bin")).isTrue();
        assertThat(client.removeDirectory("/flash/lib")).isTrue();
        assertThat(client.deleteFile("/flash/main.bin")).isTrue();
        assertThat(gateway.flash).isEmptyDirectory();
    }

    @Test
    void resumesAndAppends() throws IOException {
        store("/flash/log", "0123456789".getBytes(StandardCharsets.US_ASCII));
        client.setRestartOffset(4);
        store("/flash/log", "ab".getBytes(StandardCharsets.US_ASCII));
        client.setRestartOffset(0);
        client.appendFile("/flash/log", new ByteArrayInputStream(new byte[] {'!'}));
        assertThat(gateway.flash.resolve("log")).hasContent("0123ab!");
    }

    @Test
    void createsFilesAndFoldersForTheOwnerAlone() throws IOException {
        client.makeDirectory("/flash/lib");
        store("/flash/lib/a");
        assertThat(permissions("flash")).isEqualTo("rwx------");
        assertThat(permissions("flash/lib")).isEqualTo("rwx------");
        assertThat(permissions("flash/lib/a")).isEqualTo("rw-------");
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(path)));
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        assertThat(store("/flash/large", new byte[64 * 1024 + 1])).isFalse();
        assertThat(store("/flash/large", new byte[64 * 1024])).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/flash/../outside.txt",
                "/outside.txt",
                "/../outside.txt",
                "/flash/../../outside.txt",
                "../outside.txt",
                "..\\outside.txt",
                "/flash/link/outside.txt",
                "/flash/file-link",
                "/Flash/outside.txt",
                "/flash",
                "/"
            })
    void doesNotLeaveTheFolder(String path) throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "secret");
        Files.createSymbolicLink(gateway.flash.resolve("link"), folder);
        Files.createSymbolicLink(gateway.flash.resolve("file-link"), outside);
        client.changeWorkingDirectory("/flash");
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        assertThat(client.retrieveFile(path, back)).isFalse();
        assertThat(back.size()).isZero();
        assertThat(store(path)).isFalse();
        client.deleteFile(path);
        client.removeDirectory(path);
        client.rename(path, "/flash/stolen");
        assertThat(client.listNames("/flash")).isNullOrEmpty();
        assertThat(client.changeWorkingDirectory("/flash/link")).isFalse();
        store("/flash/mine");
        client.rename("/flash/mine", path);
        assertThat(outside).hasContent("secret");
        assertThat(folder).isDirectoryNotContaining("glob:**mine").isDirectoryNotContaining("glob:**stolen");
        assertThat(gateway.flash).isDirectory();
    }

    @Test
    void offersNoFeatureThatItLacks() throws IOException {
        client.sendCommand("FEAT");
        assertThat(client.getReplyString())
                .startsWith("211-")
                .contains("\r\n211 End")
                .doesNotContain("AUTH", "MD5");
        assertThat(client.getReplyStrings()).contains(" UTF8", " REST STREAM");
    }
}
