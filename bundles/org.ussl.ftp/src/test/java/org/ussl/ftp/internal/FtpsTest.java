// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** TLS on control and data connections, from the wire. */
class FtpsTest {

    private static final Authority CA = Authority.create("CN=Plant CA");
    private static final Identity GATEWAY =
            CA.issue(Certificate.named("CN=gw-17").ip("127.0.0.1"));

    @TempDir
    Path folder;

    private final TlsDouble tls = new TlsDouble();
    private Gateway gateway;

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    /** Java's client cannot resume a session on another port. */
    private void start(Map<String, Object> keys) {
        Map<String, Object> all = new HashMap<>(Map.of("requireTlsReuse", false));
        all.putAll(keys);
        gateway = Gateway.withUser(folder, all);
        gateway.services.tls.bind(tls.service());
    }

    private static void logIn(Wire wire) throws IOException {
        wire.ask("USER " + Gateway.USER, "331");
        wire.ask("PASS " + Gateway.PASSWORD, "230");
    }

    @Test
    void takesAnUploadThroughTls() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of());
        SSLContext context = Wire.trusting(null);
        try (Wire wire = Wire.to(gateway)) {
            wire.startTls(context);
            assertThat(wire.certificate()).isEqualTo(GATEWAY.certificate());
            logIn(wire);
            wire.protect(context);
            assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("226 default: committed revision 1");
            wire.ask("QUIT", "221");
        }
        assertThat(gateway.recording.offers).hasSize(1);
    }

    @Test
    void encryptsAnActiveDataConnection() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of());
        SSLContext context = Wire.trusting(null);
        try (Wire wire = Wire.to(gateway)) {
            wire.startTls(context);
            logIn(wire);
            wire.protect(context);
            try (ServerSocket listener = wire.active()) {
                wire.ask("STOR /flash/cert/ca.pem", "150");
                Socket data = listener.accept();
                try (SSLSocket encrypted =
                        (SSLSocket) context.getSocketFactory().createSocket(data, "gateway", 20, true)) {
                    encrypted.getOutputStream().write("good".getBytes(StandardCharsets.US_ASCII));
                }
                wire.expect("226 ");
            }
        }
        assertThat(gateway.recording.offers).hasSize(1);
    }

    @Test
    void sendsAndTakesLargeFilesAsTheyAre() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of());
        SSLContext context = Wire.trusting(null);
        byte[] content = new byte[60_000];
        new Random(5).nextBytes(content);
        try (Wire wire = Wire.to(gateway)) {
            wire.startTls(context);
            logIn(wire);
            wire.protect(context);
            wire.ask("TYPE I", "200");
            assertThat(wire.upload("/flash/app.bin", content)).startsWith("226 ");
            try (Socket data = wire.passive()) {
                wire.ask("RETR /flash/app.bin", "150");
                try (Socket encrypted = context.getSocketFactory().createSocket(data, "gateway", 20, true)) {
                    assertThat(encrypted.getInputStream().readAllBytes()).isEqualTo(content);
                }
                wire.expect("226");
            }
        }
    }

    @Test
    void offersTlsWhenThereIsACertificate() throws Exception {
        start(Map.of());
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.ask("FEAT", "211")).doesNotContain("AUTH");
            assertThat(wire.ask("AUTH TLS"))
                    .startsWith("431 TLS is not available: ")
                    .contains("/flash/cert/ftp/");
            tls.use(GATEWAY, null);
            assertThat(wire.ask("FEAT", "211")).contains("AUTH TLS", "PBSZ", "PROT");
            assertThat(wire.ask("AUTH GSSAPI")).startsWith("504 ");
            assertThat(wire.ask("AUTH")).startsWith("504 ");
            wire.startTls();
            logIn(wire);
        }
    }

    @Test
    void usesANewCertificateFromTheNextConnectionOn() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of());
        Identity renewed = CA.issue(Certificate.named("CN=gw-17 renewed").ip("127.0.0.1"));
        try (Wire old = Wire.to(gateway)) {
            old.startTls();
            tls.use(renewed, null);
            logIn(old);
            try (Wire next = Wire.to(gateway)) {
                next.startTls();
                assertThat(next.certificate()).isEqualTo(renewed.certificate());
            }
            old.ask("NOOP", "200");
        }
    }

    @Test
    void knowsNoAuthWhenTlsIsOff() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of("tls", "off"));
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.ask("FEAT", "211")).doesNotContain("AUTH");
            wire.ask("AUTH TLS", "502");
            logIn(wire);
        }
    }

    @Test
    void refusesClearTextBeforeItAsksForAPassword() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of("tls", "required"));
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.ask("USER " + Gateway.USER))
                    .startsWith("530 Passwords are not taken in clear text")
                    .contains("AUTH TLS", "curl --ssl-reqd");
            wire.ask("PASS " + Gateway.PASSWORD, "530");
            wire.ask("PWD", "530");
            wire.startTls();
            logIn(wire);
            wire.ask("PROT C", "534");
            assertThat(wire.upload("/flash/cert/private.key", "good key")).startsWith("522 ");
            wire.ask("EPSV", "229");
            wire.ask("LIST", "522");
        }
        assertThat(gateway.recording.offers).isEmpty();
    }

    @Test
    void tellsWhoComesInClearTextThatThereIsNoCertificateYet() throws Exception {
        start(Map.of("tls", "required"));
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.ask("USER " + Gateway.USER)).startsWith("530 ").contains("TLS is not available");
        }
    }

    @Test
    void takesClearTextFromLoopbackAloneUnlessAllowed() throws Exception {
        var elsewhere = java.net.InetAddress.getByName("192.0.2.7");
        var here = java.net.InetAddress.getByName("127.0.0.9");
        assertThat(TlsPolicy.PREFERRED.takesClearText(here, false)).isTrue();
        assertThat(TlsPolicy.PREFERRED.takesClearText(elsewhere, false)).isFalse();
        assertThat(TlsPolicy.PREFERRED.takesClearText(elsewhere, true)).isTrue();
        assertThat(TlsPolicy.REQUIRED.takesClearText(here, true)).isFalse();
        assertThat(TlsPolicy.OFF.takesClearText(elsewhere, false)).isTrue();
    }

    @Test
    void wantsItsVerbsInOrder() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of());
        try (Wire wire = Wire.to(gateway)) {
            wire.ask("PBSZ 0", "503");
            wire.ask("PROT P", "503");
            wire.ask("AUTH KERBEROS_V4", "504");
            wire.startTls();
            wire.ask("AUTH TLS", "503");
            logIn(wire);
            wire.ask("AUTH TLS", "503");
            wire.ask("CCC", "502");
            wire.ask("NOOP", "200");
        }
        try (Wire wire = Wire.login(gateway)) {
            wire.ask("AUTH TLS", "503");
            wire.ask("PROT P", "503");
        }
    }

    /** CVE-2011-0411: what came in clear text must not count as if it had come through TLS. */
    @Test
    void cutsOffWhoSendsClearTextBehindAuth() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of());
        for (String injected : new String[] {
            "AUTH TLS\r\nUSER " + Gateway.USER + "\r\nPASS " + Gateway.PASSWORD + "\r\n",
            "AUTH TLS\r\nU",
            "NOOP\r\nauth tls\r\n\r\n"
        }) {
            try (Wire wire = Wire.to(gateway)) {
                wire.send(injected);
                assertThatThrownBy(() -> {
                            String reply = wire.reply();
                            while (!reply.startsWith("234")) {
                                reply = wire.reply();
                            }
                        })
                        .isInstanceOf(IOException.class);
                assertThat(wire.heard).doesNotContain("331", "230");
            }
        }
    }

    @Test
    void endsASessionThatDoesNotShakeHands() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of());
        try (Wire wire = Wire.to(gateway)) {
            wire.ask("AUTH TLS", "234");
            wire.send("USER " + Gateway.USER + "\r\n");
            assertThat(wire.control().getInputStream().readAllBytes())
                    .asString(StandardCharsets.ISO_8859_1)
                    .doesNotContain("331");
        }
    }

    @Test
    void takesClientsThatBeginWithTls() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of("implicitTlsPort", 0));
        SSLContext context = Wire.trusting(null);
        try (Wire wire = new Wire(gateway.implicitPort())) {
            wire.shakeHands(context);
            wire.expect("220");
            wire.ask("AUTH TLS", "503");
            logIn(wire);
            wire.protect(context);
            assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
        }
        try (Wire wire = Wire.to(gateway)) {
            logIn(wire);
        }
    }

    @Test
    void closesThePortForImplicitTlsToWhomItHasNoCertificateFor() throws Exception {
        start(Map.of("implicitTlsPort", 0));
        try (Wire wire = new Wire(gateway.implicitPort())) {
            assertThatThrownBy(() -> wire.shakeHands(Wire.trusting(null))).isInstanceOf(IOException.class);
        }
    }

    /** Without close_notify nobody knows whether the end is the end. */
    @Test
    void offersNothingWhenTlsIsCutOff() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of());
        SSLContext context = Wire.trusting(null);
        try (Wire wire = Wire.to(gateway)) {
            wire.startTls(context);
            logIn(wire);
            wire.protect(context);
            try (Socket data = wire.passive()) {
                wire.ask("STOR /flash/cert/private.key", "150");
                SSLSocket encrypted = (SSLSocket) context.getSocketFactory()
                        .createSocket(data, data.getInetAddress().getHostAddress(), data.getPort(), true);
                encrypted.getOutputStream().write("good, but half".getBytes(StandardCharsets.US_ASCII));
                data.shutdownOutput();
                assertThat(wire.reply()).startsWith("426 ").contains("nothing has changed");
            }
            assertThat(gateway.recording.offers).isEmpty();
            assertThat(wire.upload("/flash/cert/private.key", "good key")).startsWith("226 ");
        }
    }

    @Test
    void refusesADataConnectionThatDoesNotResumeTheSession() throws Exception {
        tls.use(GATEWAY, null);
        start(Map.of("requireTlsReuse", true));
        SSLContext context = Wire.trusting(null);
        try (Wire wire = Wire.to(gateway)) {
            wire.startTls(context);
            logIn(wire);
            wire.protect(context);
            try (Socket data = wire.passive()) {
                wire.ask("STOR /flash/cert/private.key", "150");
                SSLSocket encrypted = (SSLSocket) Wire.trusting(null)
                        .getSocketFactory()
                        .createSocket(data, data.getInetAddress().getHostAddress(), data.getPort(), true);
                encrypted.startHandshake();
                assertThat(wire.reply()).startsWith("425 ").contains("resume");
            }
        }
        assertThat(gateway.recording.offers).isEmpty();
    }
}
