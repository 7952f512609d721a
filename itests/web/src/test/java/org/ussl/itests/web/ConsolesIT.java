// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** The page in the newest console, and TLS for the console from the hidden store; no browser is needed. */
class ConsolesIT {
    private static final Authority CA = Authority.create("CN=Plant CA");
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    @TempDir
    Path folder;

    private static Identity identity(String name) {
        return CA.issue(Certificate.named("CN=" + name).dns("localhost"));
    }

    @Test
    void theConsoleOfTheJakartaApiServesItAsWell() throws Exception {
        try (WebGateway gateway = new WebGateway(folder).start("jakarta").serve()) {
            Operator operator = new Operator(gateway.http());
            operator.deliver("line-3", CA, identity("gw-17"));
            assertThat(operator.get("").body()).startsWith("<!DOCTYPE html>").doesNotContain("<script>");
            assertThat(operator.get("page.js").headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/javascript"));
            assertThat(operator.get("state").body())
                    .contains("\"subject\":\"CN=gw-17\"", "\"user\":\"" + WebGateway.USER + "\"");
            assertThat(operator.get("../bundles").body()).contains("Credentials");
        }
    }

    @Test
    void theConsolesTlsComesFromTheHiddenStoreAndFollowsARenewal() throws Exception {
        Path profile = Files.writeString(folder.resolve("console.profile"), "profile=console\n");
        WebGateway prepared = new WebGateway(folder.resolve("gateway"))
                .configure("org.ussl.jca", "defaultFactories", "true")
                .set("org.apache.felix.https.enable", "true")
                .set("org.osgi.service.http.port.secure", "0")
                .set("org.apache.felix.https.keystore", profile.toString())
                .set("org.apache.felix.https.keystore.type", "USSL")
                .set("org.apache.felix.https.keystore.password", "none")
                .set("org.apache.felix.https.truststore", profile.toString())
                .set("org.apache.felix.https.truststore.type", "USSL")
                .set("org.apache.felix.https.truststore.password", "none");
        try (WebGateway gateway = prepared.start("javax")) {
            awaitDefaultFactories();
            gateway.serve();
            Operator operator = new Operator(gateway.http());
            operator.deliver("console", CA, identity("first"));
            SSLContext trusting = trusting();
            Operator secure = new Operator(
                    gateway.https(),
                    HttpClient.newBuilder().sslContext(trusting).build());
            assertThat(secure.get("state").body()).contains("\"subject\":\"CN=first\"");
            assertThat(secure.renew("console", identity("second"))).contains("\"committed\"");
            assertThat(shownTo(trusting(), gateway.https())).isEqualTo("CN=second");
        }
    }

    /** Jetty takes the default when it starts: in a gateway, start levels see to the order. */
    private static void awaitDefaultFactories() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!KeyManagerFactory.getDefaultAlgorithm().equals("USSL")) {
            assertThat(System.nanoTime()).as("org.ussl.jca did not start").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static SSLContext trusting() throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", CA.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static String shownTo(SSLContext client, URI page) throws Exception {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", page.getPort())) {
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }
}
