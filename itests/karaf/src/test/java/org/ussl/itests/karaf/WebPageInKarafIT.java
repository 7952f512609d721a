// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** The page in Karaf's own web console, with Karaf's own login, from a KAR and without a network. */
@Timeout(600)
@EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "Karaf 4.4.10 wants a security manager, which Java 24 removed")
class WebPageInKarafIT {
    private static final String USER = "operator";
    private static final String PASSWORD = "a-password-of-Karaf";

    @TempDir
    Path folder;

    @Test
    void takesACredentialFromWhoIsLoggedInAndGoesWithItsFeature() throws Exception {
        Path home = Karaf.unpack(folder);
        Karaf.isolate(home);
        Karaf.anyFtpPort(home);
        Files.writeString(
                home.resolve("etc/users.properties"),
                "\n" + USER + " = " + PASSWORD + ",admin\n",
                StandardOpenOption.APPEND);
        try (Karaf karaf = Karaf.start(home)) {
            List<String> stock = karaf.stock();
            karaf.runs("kar:install " + Release.kar().toUri());
            karaf.runs("feature:install ussl-web ussl-gateway ussl-monitor");
            WebPage page = WebPage.of(karaf, USER, PASSWORD);
            assertThat(page.as(USER, "another").get("state").statusCode())
                    .as("a wrong password")
                    .isEqualTo(401);
            Authority ca = Authority.create("CN=Plant CA");
            Identity identity = ca.issue(Certificate.named("CN=gw-17").dns("localhost"));
            // Until Karaf has read the store's file, the page says to try again later.
            Patience.untilAsserted(
                    () -> assertThat(page.upload("ca.pem", ca.pem())).contains("committed revision 1"));
            page.upload("cert.pem", identity.chainPem());
            assertThat(page.upload("private.key", identity.keyPem())).contains("committed revision 2");
            assertThat(page.get("state").body()).contains("CN=gw-17").doesNotContain("PRIVATE KEY");
            assertThat(karaf.run("ussl:profiles")).contains("CN=gw-17");
            Patience.untilAsserted(() -> assertThat(page.ask("/metrics").body())
                    .as("the page for Prometheus")
                    .contains("ussl_certificate_expiry_timestamp_seconds{"));

            karaf.runs("feature:install ussl-jca");
            serveWithTls(home);
            WebPage secured = WebPage.withTls(karaf, ca, USER, PASSWORD);
            assertThat(secured.certificate()).isEqualTo(identity.certificate());
            Identity renewed = ca.issue(Certificate.named("CN=gw-17").dns("localhost"));
            secured.upload("cert.pem", renewed.chainPem());
            assertThat(secured.upload("private.key", renewed.keyPem())).contains("committed revision 3");
            assertThat(WebPage.withTls(karaf, ca, USER, PASSWORD).certificate()).isEqualTo(renewed.certificate());

            karaf.runs("feature:uninstall ussl-web ussl-monitor ussl-jca");
            karaf.runs("feature:uninstall ussl-gateway");
            karaf.awaitStock(stock);
            Patience.untilAsserted(() -> assertThat(karaf.threads("\"(ussl|qtp|paxweb).*"))
                    .as("threads of the page and of what served it")
                    .isEmpty());
        }
    }

    /** As org.ussl.web's README has it: one line for TLS, and no clear port any more. */
    private static void serveWithTls(Path home) throws Exception {
        Files.writeString(home.resolve("etc/org.ops4j.pax.web.cfg"), """
                org.osgi.service.http.enabled = false
                org.osgi.service.http.secure.enabled = true
                org.osgi.service.http.port.secure = 0
                org.ops4j.pax.web.listening.addresses = 127.0.0.1
                org.ops4j.pax.web.ssl.protocol = USSL/default
                """);
    }
}
