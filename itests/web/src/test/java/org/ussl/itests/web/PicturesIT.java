// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.ussl.testing.pki.Certificate;

/** Takes the pictures for docs/web, when asked to: {@code mvn verify -pl itests/web -am -Dussl.screenshots=FOLDER}. */
@EnabledIfSystemProperty(named = "ussl.screenshots", matches = ".+", disabledReason = "no pictures are asked for")
class PicturesIT extends AtThePage {
    private static final String FOLDER = System.getProperty("ussl.screenshots");

    private static void picture(String name) throws IOException {
        browser.picture(Files.createDirectories(Path.of(FOLDER)).resolve(name + ".png"));
    }

    private static Certificate ending(String name, Duration left) {
        Instant now = Instant.now();
        return Certificate.named("CN=" + name)
                .dns(name + ".plant.example")
                .valid(now.minus(Duration.ofDays(300)), now.plus(left));
    }

    @Test
    void ofEachState() throws Exception {
        picture("empty");
        operator.deliver("default", CA, CA.issue(ending("gw-17", Duration.ofDays(201))));
        WebElement first = browser.card("default");
        browser.untilIn(first, "revision 2");
        drop(first, "ca.pem", CA.issue(ending("gw-17", Duration.ofDays(9))).chainPem());
        browser.untilIn(first, "Refused");
        picture("refused");
        browser.open();
        operator.upload("line-3", "ca.pem", CA.pem());
        operator.upload(
                "line-3",
                "cert.pem",
                CA.issue(ending("line-3", Duration.ofDays(90))).chainPem());
        browser.untilIn(browser.card("line-3"), "waits");
        picture("waiting");
        operator.renew("line-3", CA.issue(ending("line-3", Duration.ofDays(20))));
        operator.deliver("meter", CA, CA.issue(ending("meter", Duration.ofDays(2))));
        browser.untilIn(browser.card("line-3"), "19 days left");
        browser.untilIn(browser.card("meter"), "1 day left");
        picture("expiry");
        browser.dark(true);
        picture("expiry-dark");
        browser.dark(false);
        browser.width(360);
        picture("expiry-phone");
        browser.width(1100);
        operator.renew("default", CA.issue(ending("gw-17", Duration.ofDays(300))));
        WebElement renewed = browser.card("default");
        renewed.findElement(By.cssSelector(".history summary")).click();
        WebElement again = browser.until(
                seen -> renewed.findElement(By.cssSelector("button[aria-label='Use revision 2 of default again']")));
        picture("history");
        again.click();
        picture("confirm");
        browser.driver.findElement(By.id("confirm-no")).click();
        gateway.bundle("org.ussl.intake").stop();
        browser.untilShown("no credential store is running");
        picture("no-store");
    }
}
