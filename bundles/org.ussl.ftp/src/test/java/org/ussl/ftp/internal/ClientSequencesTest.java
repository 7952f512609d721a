// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;

/** The clients that Debian does not have, by the commands that they send. */
class ClientSequencesTest {

    private static final CredentialPath CA = new CredentialPath("default", CredentialPart.CA);

    @TempDir
    Path folder;

    private Gateway gateway;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.withUser(folder);
        wire = Wire.to(gateway);
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
        gateway.close();
    }

    private void logIn() throws Exception {
        wire.ask("USER " + Gateway.USER, "331");
        wire.ask("PASS " + Gateway.PASSWORD, "230");
    }

    /** FileZilla 3 with "use explicit FTP over TLS if available", then an upload that keeps the time. */
    @Test
    void fileZilla() throws Exception {
        assertThat(wire.ask("AUTH TLS")).matches("(4|5).*");
        assertThat(wire.ask("AUTH SSL")).matches("(4|5).*");
        logIn();
        wire.ask("SYST", "215");
        assertThat(wire.ask("FEAT", "211")).contains("UTF8", "MLST", "MFMT", "EPSV");
        wire.ask("OPTS UTF8 ON", "200");
        wire.ask("PWD", "257 \"/\"");
        wire.ask("CWD /flash/cert", "250");
        wire.ask("PWD", "257 \"/flash/cert\"");
        wire.ask("TYPE I", "200");
        assertThat(wire.list("MLSD")).isEmpty();
        wire.ask("SIZE ca.pem", "550");
        wire.ask("MDTM ca.pem", "550");
        wire.ask("TYPE A", "200");
        assertThat(wire.upload("ca.pem", "good")).startsWith("226 default: committed revision 1");
        // It goes on when it cannot set the time.
        wire.ask("MFMT 20261122101500 ca.pem", "550");
        assertThat(gateway.recording.offers.get(0).path()).isEqualTo(CA);
    }

    /** WinSCP, which sends larger files under another name, and renames them. */
    @Test
    void winScp() throws Exception {
        logIn();
        wire.ask("SYST", "215");
        wire.ask("FEAT", "211");
        wire.ask("OPTS UTF8 ON", "200");
        wire.ask("PWD", "257");
        wire.ask("CWD /flash/cert/line-3", "250");
        wire.ask("TYPE A", "200");
        assertThat(wire.list("MLSD")).isEmpty();
        wire.ask("TYPE I", "200");
        wire.ask("SIZE private.key.filepart", "550");
        assertThat(wire.upload("private.key.filepart", "good key")).startsWith("226 ");
        wire.ask("DELE private.key", "250");
        wire.ask("RNFR private.key.filepart", "350");
        wire.ask("RNTO private.key", "250 line-3: committed");
        wire.ask("MFMT 20261122101500 private.key", "550");
        wire.ask("CWD /flash/cert", "250");
        wire.ask("QUIT", "221");
        assertThat(gateway.recording.offers.get(0).path()).isEqualTo(new CredentialPath("line-3", CredentialPart.KEY));
    }

    /** Windows' ftp.exe: OPTS before the login, no TYPE (so ASCII), PORT, an NLST on ls. */
    @Test
    void windowsFtp() throws Exception {
        wire.ask("OPTS UTF8 ON", "200");
        logIn();
        wire.ask("CWD /flash/cert", "250");
        try (ServerSocket listener = wire.active()) {
            wire.ask("STOR ca.pem", "150");
            try (Socket data = listener.accept()) {
                data.getOutputStream().write("good\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            wire.expect("226 default: committed revision 1");
        }
        try (ServerSocket listener = wire.active()) {
            wire.ask("NLST", "150");
            try (Socket data = listener.accept()) {
                assertThat(data.getInputStream().readAllBytes()).isEmpty();
            }
            wire.expect("226");
        }
        wire.ask("QUIT", "221");
        assertThat(gateway.recording.offers.get(0).content()).asString().isEqualTo("good\r\n");
    }

    /** .NET's FtpWebRequest, and lftp, which ask for features first. */
    @Test
    void featuresAreToldBeforeTheLogin() throws Exception {
        assertThat(wire.ask("FEAT", "211")).contains("UTF8").endsWith("211 End");
        wire.ask("NOOP", "530");
        logIn();
        assertThat(wire.ask("FEAT", "211")).contains("UTF8");
    }

    /** EPRT and EPSV, as clients use them over IPv6 and behind address translation. */
    @Test
    void extendedPortAndPassive() throws Exception {
        logIn();
        wire.ask("TYPE I", "200");
        try (ServerSocket listener = new ServerSocket(0, 1, gateway.address().getAddress())) {
            wire.ask("EPRT |1|127.0.0.1|" + listener.getLocalPort() + "|", "200");
            wire.ask("STOR /flash/cert/ca.pem", "150");
            try (Socket data = listener.accept()) {
                data.getOutputStream().write("good".getBytes(StandardCharsets.US_ASCII));
            }
            wire.expect("226 ");
        }
        try (Socket data = wire.extendedPassive()) {
            wire.ask("STOR /flash/cert/ca.pem", "150");
            data.getOutputStream().write("good".getBytes(StandardCharsets.US_ASCII));
            data.shutdownOutput();
            wire.expect("226 ");
        }
    }
}
