// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.httpclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

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

class FetchIT {
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
        gateway.deliver("default", ca.certificate(), ca.issue(Certificate.named("CN=first")));
        gateway.service("org.ussl.example.httpclient.internal.Fetch", "(osgi.command.function=fetch)");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void showsTheRenewedCertificateToTheNextServer() throws Exception {
        assertThat(fetchFrom(ca)).isEqualTo("CN=first");

        gateway.deliver("default", ca.certificate(), ca.issue(Certificate.named("CN=second")));

        assertThat(fetchFrom(ca)).isEqualTo("CN=second");
    }

    @Test
    void doesNotBelieveAServerOfAnotherCa() {
        assertThatIOException().isThrownBy(() -> fetchFrom(otherCa));
    }

    private String fetchFrom(Authority issuer) throws Exception {
        HttpsServer server =
                Peer.webServer(issuer.issue(Certificate.named("CN=server").dns("localhost")), ca.certificate());
        try {
            return gateway.shell(
                    "example:fetch https://localhost:" + server.getAddress().getPort() + "/");
        } finally {
            server.stop(0);
        }
    }
}
