// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;

/** What people use. */
class RealClientsTest {

    @TempDir
    Path folder;

    private Gateway gateway;
    private Path upload;

    private record Outcome(int status, String output) {}

    @BeforeEach
    void start() throws IOException {
        gateway = Gateway.withUser(folder);
        upload = Files.createDirectories(folder.resolve("upload"));
        Files.writeString(upload.resolve("ca.pem"), "good");
        Files.writeString(upload.resolve("cert.pem"), "wait");
        Files.writeString(upload.resolve("private.key"), "good key");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static void assumeInstalled(String program) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
        assumeTrue(found, program + " is not installed");
    }

    private Outcome run(String... command) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(upload.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends in time").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    private Outcome curl(String... arguments) throws Exception {
        assumeInstalled("curl");
        List<String> command = new java.util.ArrayList<>(
                List.of("curl", "-sv", "--noproxy", "*", "-u", Gateway.USER + ":" + Gateway.PASSWORD));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private String url(String path) throws Exception {
        return "ftp://127.0.0.1:" + gateway.port() + path;
    }

    private List<CredentialPath> offered() {
        return gateway.recording.offers.stream()
                .map(RecordingIntake.Offer::path)
                .toList();
    }

    @Test
    void curlUploads() throws Exception {
        Outcome outcome = curl("-T", "ca.pem", url("/flash/cert/"));
        assertThat(outcome.output()).contains("226 default: committed revision 1");
        assertThat(outcome.status()).isZero();
        assertThat(offered()).containsExactly(new CredentialPath("default", CredentialPart.CA));
    }

    @Test
    void curlUploadsIntoAProfileThatNobodyMade() throws Exception {
        assertThat(curl("-T", "ca.pem", url("/flash/cert/line-3/")).status()).isZero();
        assertThat(curl("--ftp-create-dirs", "--ftp-method", "nocwd", "-T", "ca.pem", url("/flash/cert/line-4/ca.pem"))
                        .status())
                .isZero();
        assertThat(curl("--ftp-create-dirs", "-B", "-T", "cert.pem", url("/flash/cert/line-5/"))
                        .status())
                .isZero();
        assertThat(offered()).extracting(CredentialPath::profile).containsExactly("line-3", "line-4", "line-5");
    }

    @Test
    void curlFailsWhenTheUploadIsRefused() throws Exception {
        Files.writeString(upload.resolve("ca.pem"), "garbage");
        Outcome outcome = curl("-T", "ca.pem", url("/flash/cert/"));
        assertThat(outcome.output()).contains("550 ca.pem: not a CA certificate");
        assertThat(outcome.status()).isNotZero();
    }

    @Test
    void curlReadsNothingBack() throws Exception {
        curl("-T", "private.key", url("/flash/cert/"));
        assertThat(curl(url("/flash/cert/private.key")).status()).isNotZero();
        Outcome listing = curl("-l", url("/flash/cert/"));
        assertThat(listing.status()).isZero();
        assertThat(listing.output().lines().filter(line -> line.equals("private.key")))
                .isEmpty();
    }

    private Outcome lftp(String commands) throws Exception {
        assumeInstalled("lftp");
        return run(
                "lftp",
                "--norc",
                "-c",
                "set net:max-retries 1; set net:timeout 10; set ftp:ssl-allow false; set cmd:fail-exit true; open -u "
                        + Gateway.USER + ",'" + Gateway.PASSWORD + "' " + url("/") + "; " + commands);
    }

    @Test
    void lftpPuts() throws Exception {
        Outcome outcome = lftp("cd /flash/cert; put ca.pem; put cert.pem; put private.key");
        assertThat(outcome.output()).doesNotContain("rror");
        assertThat(outcome.status()).isZero();
        assertThat(offered())
                .extracting(CredentialPath::part)
                .containsExactly(CredentialPart.CA, CredentialPart.CERT, CredentialPart.KEY);
    }

    @Test
    void lftpMirrorsAFolderIntoAProfile() throws Exception {
        Outcome outcome = lftp("mirror -R . /flash/cert/line-3");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(offered())
                .allMatch(path -> path.profile().equals("line-3"))
                .extracting(CredentialPath::part)
                .containsExactlyInAnyOrder(CredentialPart.CA, CredentialPart.CERT, CredentialPart.KEY);
    }

    @Test
    void lftpMakesFoldersAndDeletes() throws Exception {
        Outcome outcome = lftp("mkdir -p /flash/cert/line-3; cd /flash/cert/line-3; put ca.pem; rm ca.pem");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(gateway.recording.removals).containsExactly(new CredentialPath("line-3", CredentialPart.CA));
    }

    @Test
    void lftpFailsWhenTheUploadIsRefused() throws Exception {
        Files.writeString(upload.resolve("ca.pem"), "garbage");
        Outcome outcome = lftp("put -O /flash/cert ca.pem");
        assertThat(outcome.output()).contains("not a CA certificate");
        assertThat(outcome.status()).isNotZero();
    }
}
