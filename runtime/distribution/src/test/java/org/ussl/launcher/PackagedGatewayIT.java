// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;

@Timeout(300)
class PackagedGatewayIT {
    @TempDir
    Path data;

    @Test
    void takesAnUploadAndStopsOfItsOwnAccordAtSigterm() throws Exception {
        // Whether it ends by itself is asked here, and not how busy the machine is.
        Map<String, String> patient = Map.of("JAVA_OPTS", "-Dussl.stop.millis=60000");
        try (PackagedGateway gateway =
                new PackagedGateway(patient, "--port", "0", "--data", data.toString(), "--no-shell")) {
            PackagedGateway.Login login = gateway.login();

            assertThat(upload(login, "ca.pem", Authority.create("CN=Plant CA").pem()))
                    .startsWith("226 default: committed revision 1");

            gateway.terminate();
            assertThat(gateway.ends(60_000)).isTrue();
            assertThat(gateway.status())
                    .as("not 1, which says that it was cut off")
                    .isZero();
        }
        assertThat(names("log")).contains("gateway.0.log");
        assertThat(Files.readString(data.resolve("log/gateway.0.log")))
                .contains("committed revision 1")
                .as("the stop, too, is told")
                .containsPattern("FTP drop box on 127\\.0\\.0\\.1:\\d+ has stopped");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("log/gateway.0.log"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void knowsItsCredentialsAgainAfterItWasKilled() throws Exception {
        try (PackagedGateway gateway = start("--no-shell")) {
            upload(gateway.login(), "ca.pem", Authority.create("CN=Plant CA").pem());
            gateway.close();
            assertThat(gateway.ends(60_000)).isTrue();
        }
        try (PackagedGateway gateway = start("--no-shell")) {
            gateway.await(": 1 profiles from");
        }
    }

    @Test
    void aSecondGatewayOnTheSameDataIsTurnedAway() throws Exception {
        try (PackagedGateway gateway = start("--no-shell")) {
            gateway.await(PackagedGateway.UP);
            try (PackagedGateway second = start("--no-shell")) {
                second.await("another gateway runs on .* its own --data");
                assertThat(second.ends(60_000)).isTrue();
                assertThat(second.status()).isEqualTo(1);
            }
        }
    }

    @Test
    void makesItsClassesReadyOnceAndStartsFromThem() throws Exception {
        Path cache = PackagedGateway.HOME.resolve("cache");
        try (PackagedGateway gateway = start("--no-shell")) {
            gateway.await(PackagedGateway.UP);
        }
        List<Path> archives = list(cache);
        assertThat(archives).hasSize(1);
        assertThat(archives.get(0)).isRegularFile().isNotEmptyFile();
        FileTime made = Files.getLastModifiedTime(archives.get(0));
        try (PackagedGateway gateway = new PackagedGateway(
                Map.of("JAVA_OPTS", "-Xlog:class+load"), "--port", "0", "--data", data.toString(), "--no-shell")) {
            gateway.await("org.apache.felix.framework.Felix source: shared objects file \\(top\\)");
            gateway.await(PackagedGateway.UP);
        }
        assertThat(list(cache)).isEqualTo(archives);
        assertThat(Files.getLastModifiedTime(archives.get(0))).isEqualTo(made);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void refusesAnUnknownOptionWithStatusTwo() throws Exception {
        try (PackagedGateway gateway = start("--frobnicate")) {
            gateway.await("unknown option --frobnicate; try ./gateway run --help");
            assertThat(gateway.ends(60_000)).isTrue();
            assertThat(gateway.status()).isEqualTo(2);
        }
    }

    private PackagedGateway start(String... more) throws IOException {
        List<String> options = Stream.concat(Stream.of("--port", "0", "--data", data.toString()), Stream.of(more))
                .toList();
        return new PackagedGateway(options.toArray(String[]::new));
    }

    /** The password may be shown before or after the line that says "up". */
    private static String upload(PackagedGateway.Login login, String name, byte[] content) throws IOException {
        FTPClient ftp = new FTPClient();
        ftp.setDefaultTimeout(60_000);
        ftp.connect("127.0.0.1", login.port());
        try {
            assertThat(ftp.login(login.user(), login.password())).isTrue();
            ftp.enterLocalPassiveMode();
            ftp.storeFile("/flash/cert/" + name, new ByteArrayInputStream(content));
            return ftp.getReplyString().trim();
        } finally {
            ftp.disconnect();
        }
    }

    private List<String> names(String folder) throws IOException {
        return list(data.resolve(folder)).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }
}
