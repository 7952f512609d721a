// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.ftp.internal.Operator.Outcome;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;

/** Real clients over FTPS, with session reuse required as it is by default. */
class FtpsClientsTest {

    private static final CredentialPath CA = new CredentialPath("default", CredentialPart.CA);

    @TempDir
    Path folder;

    private Operator operator;

    @BeforeEach
    void start() throws Exception {
        TlsDouble tls = new TlsDouble();
        tls.use(
                Authority.create("CN=Plant CA")
                        .issue(Certificate.named("CN=gw-17").ip("127.0.0.1")),
                null);
        Gateway gateway = Gateway.withUser(folder, Map.of("tls", "required", "implicitTlsPort", 0));
        gateway.services.tls.bind(tls.service());
        operator = new Operator(folder, gateway);
    }

    @AfterEach
    void stop() {
        operator.close();
    }

    private Outcome curl(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("curl", "-svk", "--noproxy", "*", "-u", Gateway.USER + ":" + Gateway.PASSWORD));
        command.addAll(List.of(arguments));
        return operator.run(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void curlWithAuthTls(String version) throws Exception {
        Outcome outcome = curl("--ssl-reqd", "--tls-max", version, "-T", "ca.pem", operator.url("/flash/cert/"));
        assertThat(outcome.output()).contains("226 default: committed revision 1");
        assertThat(outcome.status()).isZero();
        assertThat(operator.offered()).containsExactly(CA);
    }

    /**
     * With TLS 1.3, OpenSSL uses a session once; curl has no other for its second file if it was quick with the first.
     */
    @Test
    void curlWithTwoFilesInOneSession() throws Exception {
        String folder = operator.url("/flash/cert/");
        Outcome outcome = curl("--ssl-reqd", "--tls-max", "1.2", "-T", "ca.pem", folder, "-T", "cert.pem", folder);
        assertThat(outcome.output()).contains("226 default: committed revision 1", "226 default: certificate waits");
        assertThat(outcome.status()).isZero();
        assertThat(operator.offered()).containsExactly(CA, CA.sibling(CredentialPart.CERT));
    }

    @Test
    void curlWithImplicitTls() throws Exception {
        Outcome outcome = curl("-T", "ca.pem", "ftps://127.0.0.1:" + operator.gateway.implicitPort() + "/flash/cert/");
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered()).containsExactly(CA);
    }

    @Test
    void curlInClearTextIsRefusedBeforeItsPassword() throws Exception {
        Outcome outcome = curl("-T", "ca.pem", operator.url("/flash/cert/"));
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.output())
                .contains("530 Passwords are not taken in clear text")
                .doesNotContain("> PASS");
        assertThat(operator.offered()).isEmpty();
    }

    @Test
    void lftp() throws Exception {
        Outcome outcome = operator.run(List.of(
                "lftp",
                "--norc",
                "-c",
                "set net:max-retries 1; set net:timeout 30; set ssl:verify-certificate no; set ftp:ssl-force yes;"
                        + " set ftp:ssl-protect-data yes; set cmd:fail-exit true; open -u " + Gateway.USER + ",'"
                        + Gateway.PASSWORD + "' " + operator.url("/")
                        + "; put -O /flash/cert ca.pem; mirror -R . /flash/cert/line-3"));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(operator.offered()).hasSize(4);
    }

    private Outcome python(String makeData) throws Exception {
        return operator.run(List.of(
                "python3", "-c", """
                    import ftplib, ssl
                    class Ftps(ftplib.FTP_TLS):
                        def ntransfercmd(self, cmd, rest=None):
                            conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
                            %s
                            return conn, size
                    context = ssl.create_default_context()
                    context.check_hostname = False
                    context.verify_mode = ssl.CERT_NONE
                    ftp = Ftps(context=context, timeout=30)
                    ftp.connect('127.0.0.1', %d)
                    ftp.login('%s', '%s')
                    ftp.prot_p()
                    print(ftp.storbinary('STOR /flash/cert/ca.pem', open('ca.pem', 'rb')))
                    """.formatted(makeData, operator.gateway.port(), Gateway.USER, Gateway.PASSWORD)));
    }

    @Test
    void pythonThatResumesTheSession() throws Exception {
        Outcome outcome = python("conn = self.context.wrap_socket(conn, session=self.sock.session)");
        assertThat(outcome.output()).contains("226 default: committed");
        assertThat(operator.offered()).containsExactly(CA);
    }

    @Test
    void pythonAsItComesIsToldToResume() throws Exception {
        Outcome outcome = python("conn = self.context.wrap_socket(conn)");
        assertThat(outcome.status()).isNotZero();
        assertThat(operator.offered()).isEmpty();
    }
}
