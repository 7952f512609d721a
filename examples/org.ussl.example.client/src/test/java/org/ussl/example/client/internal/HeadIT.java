// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.gateway.Peer;
import org.ussl.testing.gateway.TestGateway;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;

class HeadIT {
    private final Authority ca = Authority.create("CN=Example CA");
    private final Authority otherCa = Authority.create("CN=Other CA");

    @TempDir
    Path work;

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = TestGateway.start(
                Path.of(System.getProperty("ussl.example.bundles")),
                Path.of(System.getProperty("ussl.example.jar")),
                work);
        gateway.deliver("default", ca.certificate(), ca.issue(Certificate.named("CN=gw-17")));
        gateway.service("org.ussl.example.client.internal.Head", "(osgi.command.function=head)");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void saysTheFirstLineOfATrustedServer() throws Exception {
        assertThat(headOf(ca)).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void tellsWhyAServerIsNotTrusted() {
        assertThatThrownBy(() -> headOf(otherCa)).hasMessageContaining("/flash/cert/ca.pem");
    }

    private String headOf(Authority issuer) throws Exception {
        HttpsServer server =
                Peer.webServer(issuer.issue(Certificate.named("CN=server").dns("localhost")), ca.certificate());
        try {
            return gateway.shell("example:head localhost " + server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
    }
}
