// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.echo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

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

class EchoServerIT {
    private static final String SERVER = "org.ussl.example.echo.internal.EchoServer";

    private final Authority ca = Authority.create("CN=Example CA");
    private final Authority otherCa = Authority.create("CN=Other CA");

    @TempDir
    Path work;

    private TestGateway gateway;
    private int port;

    @BeforeEach
    void start() throws Exception {
        gateway = TestGateway.start(
                Path.of(System.getProperty("ussl.example.bundles")),
                Path.of(System.getProperty("ussl.example.jar")),
                work);
        gateway.deliver(
                "default",
                ca.certificate(),
                ca.issue(Certificate.named("CN=gw-17").dns("localhost")));
        gateway.configure("org.ussl.example.echo", Map.of("port", 0));
        port = (int) gateway.call(SERVER, "port");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void sendsBackWhatComes() throws Exception {
        assertThat(echo(ca, "hello")).isEqualTo("hello");
    }

    @Test
    void hangsUpOnAClientOfAnotherCa() throws Exception {
        assertThatIOException().isThrownBy(() -> echo(otherCa, "hello"));

        assertThat(echo(ca, "still there")).isEqualTo("still there");
    }

    @Test
    void endsConnectionsWithTheBundle() throws Exception {
        try (SSLSocket client = connect(ca)) {
            client.startHandshake();
            gateway.bundle("org.ussl.example.echo").stop();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    private String echo(Authority issuer, String text) throws Exception {
        byte[] sent = text.getBytes(StandardCharsets.UTF_8);
        try (SSLSocket client = connect(issuer)) {
            client.getOutputStream().write(sent);
            return new String(client.getInputStream().readNBytes(sent.length), StandardCharsets.UTF_8);
        }
    }

    private SSLSocket connect(Authority issuer) throws Exception {
        SSLContext context = Peer.context(issuer.issue(Certificate.named("CN=client")), ca.certificate());
        return (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
    }
}
