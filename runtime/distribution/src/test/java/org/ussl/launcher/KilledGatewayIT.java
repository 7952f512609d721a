// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/**
 * kill -9 of the packaged gateway at random instants while certificates and keys are uploaded.
 * {@code -Dussl.test.kills=200} for a long run.
 */
class KilledGatewayIT {
    private static final int KILLS = Integer.getInteger("ussl.test.kills", 8);
    private static final String UP = "ussl gateway is up in [0-9.]+ s: FTP on 127\\.0\\.0\\.1:(\\d+)";

    /** The password is "operator"; few iterations, because it protects nothing. */
    private static final String HASH =
            "pbkdf2-sha256:10000:AAAAAAAAAAAAAAAAAAAAAA==:jrOPIj6Ln4a0y8BKgSjdT+JwThoDN9FCT8AWWNEexLw=";

    private final Authority ca = Authority.create("CN=Plant CA");

    /** What the operator was told is in use, and what was on its way when the gateway died. */
    private volatile String committed = "";

    private volatile String underWay = "";

    @TempDir
    Path folder;

    @Test
    void afterEachKillTheOldOrTheNewVersionIsInUseWhole() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Identity broker = ca.issue(Certificate.named("CN=localhost").dns("localhost"));
        try (TlsWitness witness = new TlsWitness(ca, broker)) {
            Path conf = configure(witness.port());
            for (int kill = 0; kill <= KILLS; kill++) {
                try (PackagedGateway gateway = new PackagedGateway(
                        "--no-shell",
                        "--conf",
                        conf.toString(),
                        "--data",
                        folder.resolve("data").toString(),
                        "--port",
                        "0")) {
                    int port = Integer.parseInt(gateway.await(UP).group(1));
                    if (kill > 0) {
                        witness.forget();
                        String inUse = witness.next();
                        assertThat(inUse)
                                .as("in use after kill %d, seed %d", kill, seed)
                                .isIn(committed, underWay);
                        committed = inUse;
                        underWay = inUse;
                    }
                    CompletableFuture<Void> operator = CompletableFuture.runAsync(() -> renewUntilCutOff(port));
                    if (kill == 0) {
                        witness.next(); // The first delivery may end.
                    }
                    letRun(operator, random.nextInt(600));
                    gateway.close();
                    assertThat(gateway.ends(60_000)).isTrue();
                    operator.get(60, TimeUnit.SECONDS);
                }
            }
        }
    }

    /** The random instant. An operator that ends by itself has failed. */
    private static void letRun(CompletableFuture<Void> operator, int millis) throws Exception {
        try {
            operator.get(millis, TimeUnit.MILLISECONDS);
            throw new AssertionError("an upload failed although the gateway was up");
        } catch (TimeoutException instant) {
            // Now.
        }
    }

    private void renewUntilCutOff(int port) {
        try {
            FTPClient ftp = new FTPClient();
            ftp.setDefaultTimeout(60_000);
            ftp.connect("127.0.0.1", port);
            assertThat(ftp.login("operator", "operator")).isTrue();
            ftp.enterLocalPassiveMode();
            if (committed.isEmpty()) {
                upload(ftp, "ca.pem", ca.pem());
            }
            while (true) {
                Identity next = ca.issue(Certificate.named("CN=gw-17"));
                upload(ftp, "cert.pem", next.chainPem());
                underWay = TlsWitness.serial(next);
                upload(ftp, "private.key", next.keyPem());
                committed = underWay;
            }
        } catch (IOException cutOff) {
            // The gateway was killed.
        }
    }

    private static void upload(FTPClient ftp, String name, byte[] content) throws IOException {
        if (!ftp.storeFile("/flash/cert/" + name, new ByteArrayInputStream(content))) {
            throw new IOException(ftp.getReplyString());
        }
    }

    private Path configure(int port) throws IOException {
        Path shipped = Path.of(System.getProperty("ussl.distribution"), "conf");
        Path conf = Files.createDirectories(folder.resolve("conf"));
        try (Stream<Path> files = Files.list(shipped)) {
            for (Path file : files.toList()) {
                Files.copy(file, conf.resolve(file.getFileName()));
            }
        }
        Files.writeString(
                conf.resolve("org.ussl.ftp.user-operator.cfg"), "name = operator\npasswordHash = " + HASH + "\n");
        Files.writeString(
                conf.resolve("org.ussl.mqtt-witness.cfg"),
                "uri = ssl://localhost:" + port + "\nreconnectMinMillis = 50\nreconnectMaxMillis = 200\n");
        return conf;
    }
}
