// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.testing.gateway.Peer;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** {@code ./gateway new-app}, as its README tells to go on. */
@Timeout(300)
class NewAppIT {
    private static final Path SCRIPT = PackagedGateway.HOME.resolve("gateway");

    @TempDir
    Path work;

    @Test
    void makesAProjectThatBuildsDeploysAndConnects() throws Exception {
        Path project = work.resolve("meter");
        Path home = Files.createDirectories(work.resolve("home"));
        Path deploy = Files.createDirectories(home.resolve("deploy"));
        assertThat(run(SCRIPT, "new-app", "com.example.meter", "--dir", project.toString()))
                .contains("cd " + project + " && ./deploy");

        assertThat(run(home, project.resolve("deploy"))).contains("deployed to " + deploy);

        Authority ca = Authority.create("CN=Plant CA");
        HttpsServer server =
                Peer.webServer(ca.issue(Certificate.named("CN=server").dns("localhost")), ca.certificate());
        try (PackagedGateway gateway = new PackagedGateway(
                "--port", "0", "--data", home.resolve("data").toString(), "--deploy", deploy.toString(), "--shell")) {
            deliver(gateway, ca, ca.issue(Certificate.named("CN=gw-17")));
            gateway.await("default \\(client\\): its TLS services are there");
            gateway.type("meter:connect localhost " + server.getAddress().getPort());

            assertThat(gateway.await("(TLSv1\\.3 with .*)").group(1)).isEqualTo("TLSv1.3 with CN=server");
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Meter", "com..example", "../meter", "com.1example", "a b", "com.example."})
    void refusesANameThatIsNoPackage(String name) throws Exception {
        assertThat(run(SCRIPT, "new-app", name, "--dir", work.resolve("app").toString()))
                .contains("NAME must be a Java package such as com.example.meter, not " + name);
        assertThat(work.resolve("app")).doesNotExist();
    }

    @Test
    void changesNothingThatIsThere() throws Exception {
        Path mine = Files.writeString(work.resolve("mine"), "mine");

        assertThat(run(SCRIPT, "new-app", "com.example.meter", "--dir", mine.toString()))
                .contains("exists already; nothing was changed");
        assertThat(mine).hasContent("mine");
    }

    private static void deliver(PackagedGateway gateway, Authority ca, Identity identity) throws Exception {
        PackagedGateway.Login login = gateway.login();
        FTPClient ftp = new FTPClient();
        ftp.connect("127.0.0.1", login.port());
        ftp.login(login.user(), login.password());
        ftp.enterLocalPassiveMode();
        ftp.setFileType(FTP.BINARY_FILE_TYPE);
        store(ftp, "ca.pem", ca.pem());
        store(ftp, "cert.pem", identity.chainPem());
        store(ftp, "private.key", identity.keyPem());
        ftp.disconnect();
    }

    private static void store(FTPClient ftp, String name, byte[] content) throws IOException {
        assertThat(ftp.storeFile("/flash/cert/" + name, new ByteArrayInputStream(content)))
                .as(ftp.getReplyString())
                .isTrue();
    }

    private String run(Path command, String... arguments) throws Exception {
        return run(work, command, arguments);
    }

    /** What a command prints, for the gateway whose folder is given. */
    private String run(Path gateway, Path command, String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command.toString()).directory(work.toFile()).redirectErrorStream(true);
        builder.command().addAll(Arrays.asList(arguments));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GATEWAY", gateway.toString());
        builder.environment()
                .put(
                        "MVN",
                        String.join(
                                " ",
                                List.of(
                                        System.getProperty("ussl.maven"),
                                        "-Dmaven.repo.local=" + System.getProperty("ussl.maven.repository"))));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }
}
