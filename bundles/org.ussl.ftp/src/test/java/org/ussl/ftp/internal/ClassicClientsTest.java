// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.ftp.internal.Operator.Outcome;

/** Clients of Debian's that scripts and old hands use: ncftp, wput, tnftp, Python's ftplib, busybox. */
class ClassicClientsTest {

    private static final CredentialPath CA = new CredentialPath("default", CredentialPart.CA);
    private static final CredentialPath LINE_3_CA = new CredentialPath("line-3", CredentialPart.CA);

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

    private String port() throws Exception {
        return String.valueOf(operator.gateway.port());
    }

    private Outcome ncftpput(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(
                List.of("ncftpput", "-u", Gateway.USER, "-p", Gateway.PASSWORD, "-P", port(), "-r", "0"));
        command.addAll(List.of(arguments));
        return operator.run(command);
    }

    @Test
    void ncftpPuts() throws Exception {
        Outcome outcome = ncftpput("127.0.0.1", "/flash/cert", "ca.pem", "cert.pem", "private.key");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered())
                .extracting(CredentialPath::part)
                .containsExactly(CredentialPart.CA, CredentialPart.CERT, CredentialPart.KEY);
        assertThat(operator.contents()).containsExactly("good", "wait", "good key");
    }

    @Test
    void ncftpPutsInActiveAndInAsciiModeAndMakesTheFolder() throws Exception {
        Outcome outcome = ncftpput("-E", "-a", "-m", "127.0.0.1", "/flash/cert/line-3", "ca.pem");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered()).containsExactly(LINE_3_CA);
    }

    @Test
    void ncftpFailsWhenTheUploadIsRefused() throws Exception {
        Files.writeString(operator.upload.resolve("ca.pem"), "garbage");
        Outcome outcome = ncftpput("127.0.0.1", "/flash/cert", "ca.pem");
        assertThat(outcome.status()).as(outcome.output()).isNotZero();
    }

    @Test
    void wputPuts() throws Exception {
        Outcome outcome =
                operator.run(List.of("wput", "-nc", "-t", "1", "ca.pem", operator.loginUrl("/flash/cert/ca.pem")));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered()).containsExactly(CA);
        assertThat(operator.contents()).containsExactly("good");
    }

    @Test
    void tnftpUploads() throws Exception {
        Outcome outcome = operator.run(List.of("tnftp", "-u", operator.loginUrl("/flash/cert/line-3/"), "ca.pem"));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered()).containsExactly(LINE_3_CA);
    }

    @Test
    void tnftpUploadsInActiveMode() throws Exception {
        Outcome outcome = operator.run(List.of("tnftp", "-A", "-u", operator.loginUrl("/flash/cert/"), "ca.pem"));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered()).containsExactly(CA);
    }

    @Test
    void tnftpFailsWhenTheUploadIsRefused() throws Exception {
        Files.writeString(operator.upload.resolve("ca.pem"), "garbage");
        Outcome outcome = operator.run(List.of("tnftp", "-u", operator.loginUrl("/flash/cert/"), "ca.pem"));
        assertThat(outcome.status()).as(outcome.output()).isNotZero();
    }

    @Test
    void busyboxPuts() throws Exception {
        Outcome outcome = operator.run(List.of(
                "busybox",
                "ftpput",
                "-u",
                Gateway.USER,
                "-p",
                Gateway.PASSWORD,
                "-P",
                port(),
                "127.0.0.1",
                "/flash/cert/line-3/ca.pem",
                "ca.pem"));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered()).containsExactly(LINE_3_CA);
    }

    private Outcome python(String... lines) throws Exception {
        String login = "import ftplib, io\nftp = ftplib.FTP(timeout=30)\nftp.connect('127.0.0.1', " + port()
                + ")\nftp.login('" + Gateway.USER + "', '" + Gateway.PASSWORD + "')\n";
        return operator.run(List.of("python3", "-c", login + String.join("\n", lines) + "\n"));
    }

    @Test
    void pythonStores() throws Exception {
        Outcome outcome = python(
                "ftp.cwd('/flash/cert')",
                "print(ftp.storbinary('STOR ca.pem', open('ca.pem', 'rb')))",
                "print(ftp.storlines('STOR line-3/ca.pem', open('ca.pem', 'rb')))",
                "ftp.set_pasv(False)",
                "print(ftp.storbinary('STOR private.key', open('private.key', 'rb')))",
                "print(ftp.nlst(), list(ftp.mlsd()))",
                "print(ftp.delete('ca.pem'))",
                "ftp.quit()");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains(
                        "226 default: committed revision 1",
                        "226 line-3: committed",
                        "[] []",
                        "250 default: CA removed");
        assertThat(operator.offered()).containsExactly(CA, LINE_3_CA, CA.sibling(CredentialPart.KEY));
    }

    @Test
    void pythonTurnsARefusalIntoAnException() throws Exception {
        Outcome outcome = python(
                "try:",
                "    ftp.storbinary('STOR /flash/cert/ca.pem', io.BytesIO(b'garbage'))",
                "except ftplib.error_perm as e:",
                "    print('refused:', e)");
        assertThat(outcome.output()).contains("refused: 550 ca.pem: not a CA certificate");
    }

    @Test
    void pythonAbortsAnUpload() throws Exception {
        Outcome outcome = python(
                "connection = ftp.transfercmd('STOR /flash/cert/private.key')",
                "connection.sendall(b'good, but half')",
                "print(ftp.abort())",
                "connection.close()",
                "ftp.voidresp()",
                "print(ftp.storbinary('STOR /flash/cert/ca.pem', open('ca.pem', 'rb')))");
        assertThat(outcome.output()).as(outcome.output()).contains("426 ", "226 default: committed revision 1");
        assertThat(operator.offered()).containsExactly(CA);
    }
}
