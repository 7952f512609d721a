// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.hivemq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.gateway.Peer;
import org.ussl.testing.gateway.TestGateway;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;

class ReportIT {
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
        gateway.deliver("default", ca.certificate(), ca.issue(Certificate.named("CN=first")));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void theSameClientShowsTheRenewedCertificateWhenItComesBack() throws Exception {
        try (OneBroker broker = broker(ca)) {
            gateway.configure("org.ussl.example.hivemq", Map.of("port", broker.port()));
            assertThat(report("one")).isEqualTo("report: the broker has it");
            assertThat(broker.published.poll(60, TimeUnit.SECONDS)).isEqualTo("CN=first: one");

            gateway.deliver("default", ca.certificate(), ca.issue(Certificate.named("CN=second")));

            // The broker drops the connection after each; the next one may have been made before the renewal.
            report("two");
            report("three");
            String shown;
            do {
                shown = broker.published.poll(60, TimeUnit.SECONDS);
            } while (shown != null && shown.endsWith(": two"));
            assertThat(shown).isEqualTo("CN=second: three");
        }
    }

    @Test
    void comesToABrokerAsSoonAsItIsToBeBelieved() throws Exception {
        Authority other = Authority.create("CN=Other CA");
        try (OneBroker broker = broker(other)) {
            gateway.configure("org.ussl.example.hivemq", Map.of("port", broker.port()));
            gateway.service(Report.class.getName(), "(osgi.command.function=report)");
            assertThat(broker.failures.poll(60, TimeUnit.SECONDS)).isNotNull();
            assertThat(broker.published).isEmpty();

            gateway.deliver("default", other.certificate(), other.issue(Certificate.named("CN=believer")));

            report("four");
            assertThat(broker.published.poll(60, TimeUnit.SECONDS)).isEqualTo("CN=believer: four");
        }
    }

    private String report(String text) throws Exception {
        gateway.service(Report.class.getName(), "(osgi.command.function=report)");
        return gateway.shell("example:report " + text);
    }

    private static OneBroker broker(Authority issuer) throws Exception {
        return new OneBroker(
                Peer.context(issuer.issue(Certificate.named("CN=broker").dns("localhost")), issuer.certificate()));
    }
}
