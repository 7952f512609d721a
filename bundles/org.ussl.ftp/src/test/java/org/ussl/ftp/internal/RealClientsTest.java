// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.ftp.internal.Operator.Outcome;

/** What people use most: curl and lftp. The others are in {@link ClassicClientsTest}. */
class RealClientsTest {

    @TempDir
    Path folder;

    private Operator operator;

    @BeforeEach
    void start() throws IOException {
        operator = new Operator(folder);
    }

    @AfterEach
    void stop() {
        operator.close();
    }

    private Outcome curl(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("curl", "-sv", "--noproxy", "*", "-u", Gateway.USER + ":" + Gateway.PASSWORD));
        command.addAll(List.of(arguments));
        return operator.run(command);
    }

    @Test
    void curlUploads() throws Exception {
        Outcome outcome = curl("-T", "ca.pem", operator.url("/flash/cert/"));
        assertThat(outcome.output()).contains("226 default: committed revision 1");
        assertThat(outcome.status()).isZero();
        assertThat(operator.offered()).containsExactly(new CredentialPath("default", CredentialPart.CA));
    }

    /** With ALLO the server knows how long the file is, and takes no part of it for the whole. */
    @Test
    void curlAnnouncesTheSize() throws Exception {
        Outcome outcome = curl("-Q", "ALLO 4", "-T", "ca.pem", operator.url("/flash/cert/"));
        assertThat(outcome.output()).contains("226 default: committed revision 1");
        assertThat(outcome.status()).isZero();
        outcome = curl("-Q", "ALLO 5", "-T", "ca.pem", operator.url("/flash/cert/"));
        assertThat(outcome.output()).contains("426 ca.pem: the upload broke off after 4 of the 5 bytes");
        assertThat(outcome.status()).isNotZero();
        assertThat(operator.offered()).hasSize(1);
    }

    @Test
    void curlUploadsIntoAProfileThatNobodyMade() throws Exception {
        assertThat(curl("-T", "ca.pem", operator.url("/flash/cert/line-3/")).status())
                .isZero();
        assertThat(curl(
                                "--ftp-create-dirs",
                                "--ftp-method",
                                "nocwd",
                                "-T",
                                "ca.pem",
                                operator.url("/flash/cert/line-4/ca.pem"))
                        .status())
                .isZero();
        assertThat(curl("--ftp-create-dirs", "-B", "-T", "cert.pem", operator.url("/flash/cert/line-5/"))
                        .status())
                .isZero();
        assertThat(operator.offered())
                .extracting(CredentialPath::profile)
                .containsExactly("line-3", "line-4", "line-5");
    }

    @Test
    void curlFailsWhenTheUploadIsRefused() throws Exception {
        Files.writeString(operator.upload.resolve("ca.pem"), "garbage");
        Outcome outcome = curl("-T", "ca.pem", operator.url("/flash/cert/"));
        assertThat(outcome.output()).contains("550 ca.pem: not a CA certificate");
        assertThat(outcome.status()).isNotZero();
    }

    @Test
    void curlReadsNothingBack() throws Exception {
        curl("-T", "private.key", operator.url("/flash/cert/"));
        assertThat(curl(operator.url("/flash/cert/private.key")).status()).isNotZero();
        Outcome listing = curl("-l", operator.url("/flash/cert/"));
        assertThat(listing.status()).isZero();
        assertThat(listing.output().lines().filter(line -> line.equals("private.key")))
                .isEmpty();
    }

    private Outcome lftp(String commands) throws Exception {
        return operator.run(List.of(
                "lftp",
                "--norc",
                "-c",
                "set net:max-retries 1; set net:timeout 30; set ftp:ssl-allow false; set cmd:fail-exit true; open -u "
                        + Gateway.USER + ",'" + Gateway.PASSWORD + "' " + operator.url("/") + "; " + commands));
    }

    @Test
    void lftpPuts() throws Exception {
        Outcome outcome = lftp("cd /flash/cert; put ca.pem; put cert.pem; put private.key");
        assertThat(outcome.output()).doesNotContain("rror");
        assertThat(outcome.status()).isZero();
        assertThat(operator.offered())
                .extracting(CredentialPath::part)
                .containsExactly(CredentialPart.CA, CredentialPart.CERT, CredentialPart.KEY);
    }

    @Test
    void lftpAnnouncesTheSize() throws Exception {
        Outcome outcome = lftp("set ftp:use-allo yes; debug 5; put -O /flash/cert ca.pem");
        assertThat(outcome.output()).contains("ALLO 4");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered()).hasSize(1);
    }

    @Test
    void lftpMirrorsAFolderIntoAProfile() throws Exception {
        Outcome outcome = lftp("mirror -R . /flash/cert/line-3");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered())
                .allMatch(path -> path.profile().equals("line-3"))
                .extracting(CredentialPath::part)
                .containsExactlyInAnyOrder(CredentialPart.CA, CredentialPart.CERT, CredentialPart.KEY);
    }

    @Test
    void lftpMirrorsInParallel() throws Exception {
        Outcome outcome = lftp("mirror -R --parallel=3 . /flash/cert/line-3");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered())
                .extracting(CredentialPath::part)
                .containsExactlyInAnyOrder(CredentialPart.CA, CredentialPart.CERT, CredentialPart.KEY);
    }

    @Test
    void lftpMakesFoldersAndDeletes() throws Exception {
        Outcome outcome = lftp("mkdir -p /flash/cert/line-3; cd /flash/cert/line-3; put ca.pem; rm ca.pem");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.gateway.recording.removals)
                .containsExactly(new CredentialPath("line-3", CredentialPart.CA));
    }

    @Test
    void lftpFailsWhenTheUploadIsRefused() throws Exception {
        Files.writeString(operator.upload.resolve("ca.pem"), "garbage");
        Outcome outcome = lftp("put -O /flash/cert ca.pem");
        assertThat(outcome.output()).contains("not a CA certificate");
        assertThat(outcome.status()).isNotZero();
    }
}
