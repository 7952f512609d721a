// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.ussl.testing.pki.Identity;

/** What the page does not tell, and whom it does not obey. */
class WebPageGuardIT extends AtThePage {

    @Test
    void nothingThatTheGatewaySaysHoldsAKey() throws Exception {
        Identity identity = CA.issue(named("secret"));
        WebElement card = newProfile("secret");
        choose(card, file("ca.pem", CA.pem()), file("cert.pem", identity.chainPem()));
        browser.untilIn(card, "Waits cert.pem");
        choose(card, file("private.key", identity.keyPem()));
        browser.untilIn(card, "In use private.key");
        WebElement made = browser.card("secret");
        made.findElement(By.cssSelector(".history summary")).click();
        browser.untilIn(made, "Revision 2");
        String said = new String(wire.said(), StandardCharsets.ISO_8859_1);
        assertThat(said.contains("CN=secret")).as("what the search must find").isTrue();
        assertThat(said.contains("Content-Encoding"))
                .as("in a form that cannot be searched")
                .isFalse();
        assertThat(said.contains("BEGIN PRIVATE")).as("a PEM block").isFalse();
        for (String form : KeyForms.of(identity.keyPair().getPrivate())) {
            assertThat(said.contains(form)).as("a form of the key").isFalse();
        }
    }

    @Test
    void measuresTheFirstPaint() {
        browser.open();
        Object paint = browser.driver.executeScript(
                "return performance.getEntriesByName('first-contentful-paint')[0].startTime");
        Object bytes = browser.driver.executeScript("return performance.getEntriesByType('resource')"
                + ".concat(performance.getEntriesByType('navigation')).reduce((sum, e) => sum + e.encodedBodySize, 0)");
        System.out.printf("first paint after %s ms, %s bytes%n", paint, bytes);
        assertThat(((Number) bytes).longValue()).isLessThan(ALLOWED_BYTES);
    }

    @Test
    void anotherSitesPageChangesNothing() throws Exception {
        operator.deliver("target", CA, CA.issue(named("first")));
        operator.renew("target", CA.issue(named("second")));
        URI console = URI.create("http://localhost:" + wire.port() + "/system/console/ussl/");
        try (EvilSite evil = new EvilSite(console)) {
            browser.driver.get(evil.address().toString());
            String told = browser.until(
                    seen -> seen.findElement(By.id("told")).getText().isEmpty()
                            ? null
                            : seen.findElement(By.id("told")).getText());
            assertThat(told).isEqualTo("sent rollback, could not read state");
        } finally {
            browser.open();
            // What the other site's page was kept from is in its console, and not ours.
            browser.errors();
        }
        assertThat(new String(wire.said(), StandardCharsets.ISO_8859_1).contains("refused: it comes from another site"))
                .as("it was sent, with the login, and refused for where it came from")
                .isTrue();
        browser.untilIn(browser.card("target"), "revision 3, in use since");
        assertThat(operator.get("history?profile=target").body()).doesNotContain("ROLLBACK", "rolled back");
    }

    @Test
    void requestsWithoutTheTokenAreRefused() {
        operator.deliver("guarded", CA, CA.issue(named("first")));
        for (String action : List.of(
                "upload?profile=guarded&part=ca.pem", "rollback?profile=guarded&revision=1", "drop?profile=guarded")) {
            assertThat(operator.send(operator.request(action)
                                    .header("Content-Type", "application/octet-stream")
                                    .POST(BodyPublishers.ofByteArray(CA.pem())))
                            .statusCode())
                    .as(action)
                    .isEqualTo(403);
            assertThat(operator.send(operator.request(action)
                                    .header("X-Ussl-Token", operator.token())
                                    .header("Sec-Fetch-Site", "same-site")
                                    .POST(BodyPublishers.noBody()))
                            .statusCode())
                    .as(action)
                    .isEqualTo(403);
            assertThat(operator.get(action).statusCode()).as("GET " + action).isEqualTo(404);
        }
        assertThat(operator.get("history?profile=guarded").body())
                .contains("\"revision\":2")
                .doesNotContain("\"revision\":3");
    }

    @Test
    void theConsolesLoginGuardsItAndItsMenuLeadsToIt() {
        Operator stranger = new Operator(gateway.http());
        assertThat(stranger.send(HttpRequest.newBuilder(gateway.http().resolve("state"))
                                .GET())
                        .statusCode())
                .isEqualTo(401);
        assertThat(operator.get("../bundles").body()).contains("/ussl\">Credentials");
        assertThat(operator.get("../ussl").statusCode()).isEqualTo(302);
        assertThat(operator.get("").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                        .doesNotContain("unsafe"));
    }
}
