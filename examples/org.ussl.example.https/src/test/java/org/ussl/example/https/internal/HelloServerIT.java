// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.https.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.gateway.Peer;
import org.ussl.testing.gateway.TestGateway;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

class HelloServerIT {
    private static final String SERVER = "org.ussl.example.https.internal.HelloServer";

    private final Authority ca = Authority.create("CN=Example CA");

    @TempDir
    Path work;

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = TestGateway.start(
                Path.of(System.getProperty("ussl.example.bundles")),
                Path.of(System.getProperty("ussl.example.jar")),
                work);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void servesTheRenewedCertificateWithoutARestart() throws Exception {
        Identity first = ca.issue(Certificate.named("CN=first").dns("localhost"));
        Identity second = ca.issue(Certificate.named("CN=second").dns("localhost"));
        gateway.deliver("web", ca.certificate(), first);
        gateway.configure("org.ussl.example.https", Map.of("port", 0, "context", "USSL/web"));
        int port = (int) gateway.call(SERVER, "port");

        assertThat(certificateOf(port)).isEqualTo(first.certificate());

        gateway.deliver("web", ca.certificate(), second);
        assertThat(certificateOf(port)).isEqualTo(second.certificate());
    }

    /** What the server shows, once it has said hello. */
    private java.security.cert.Certificate certificateOf(int port) throws Exception {
        SSLContext context = Peer.context(ca.issue(Certificate.named("CN=client")), ca.certificate());
        try (SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("hello\n");
            return client.getSession().getPeerCertificates()[0];
        }
    }
}
