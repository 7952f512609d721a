// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** An operator at the page. */
class WebPageIT extends AtThePage {
    @Test
    void takesFilesThatAreChosenAndSaysWhatBecameOfEach() throws Exception {
        Identity identity = CA.issue(named("gw-17"));
        WebElement card = newProfile("chosen");
        choose(
                card,
                file("private.key", identity.keyPem()),
                file("cert.pem", identity.chainPem()),
                file("ca.pem", CA.pem()));
        browser.untilIn(card, "In use private.key: chosen: committed revision 2, CN=gw-17, expires ");
        assertThat(card.findElements(By.cssSelector(".answers li")))
                .extracting(line -> line.getText().split(":")[0])
                .containsExactly("In use ca.pem", "Waits cert.pem", "In use private.key");
        WebElement made = browser.card("chosen");
        browser.untilIn(made, "revision 2, in use since ");
        assertThat(made.getText()).contains("in order", "CN=gw-17", "199 days left", "CN=Plant CA", "by web from 127.");
    }

    @Test
    void takesFilesThatAreDroppedAndAsksWhatTheyAreWhenTheirNamesDoNotTell() throws Exception {
        operator.upload("dropped", "ca.pem", CA.pem());
        Identity identity = CA.issue(named("gw-18"));
        WebElement card = browser.card("dropped");
        drop(card, "cert.pem", identity.chainPem());
        browser.untilIn(card, "cert.pem (CN=gw-18) waits for its private.key");
        browser.untilIn(card, "something waits");
        browser.assertAccessible();
        drop(card, "gw-18-new.txt", identity.keyPem());
        browser.untilIn(card, "gw-18-new.txt is uploaded as");
        assertThat(card.findElement(By.tagName("select")).getDomProperty("value"))
                .isEqualTo("private.key");
        card.findElement(By.cssSelector(".answers button")).click();
        browser.untilIn(card, "In use gw-18-new.txt: dropped: committed revision 2");
    }

    @Test
    void saysWhyAFileIsRefusedAndKeepsWhatIsInUse() throws Exception {
        operator.deliver("refusing", CA, CA.issue(named("gw-19")));
        WebElement card = browser.card("refusing");
        drop(card, "ca.pem", CA.issue(named("gw-20")).chainPem());
        browser.untilIn(card, "Refused ca.pem: ");
        browser.untilIn(card, "revision 2, in use since");
        assertThat(card.findElement(By.className("answers")).getText()).contains("CA");
        browser.assertAccessible();
        WebElement unnamed = newProfile("Not A Name");
        drop(unnamed, "ca.pem", CA.pem());
        browser.untilIn(unnamed, "\"Not A Name\" is not a profile's name");
    }

    @Test
    void takesAnEncryptedContainerWithItsPassphrase() throws Exception {
        Identity identity = CA.issue(named("gw-21"));
        WebElement card = newProfile("container");
        card.findElement(By.cssSelector(".secret summary")).click();
        WebElement secret = card.findElement(By.cssSelector("input[type=password]"));
        secret.sendKeys("open sesame");
        choose(card, file("credentials.p12", identity.pkcs12("open sesame", CA.certificate())));
        browser.untilIn(card, "In use credentials.p12: container: committed");
        assertThat(secret.getDomProperty("value")).isEmpty();
    }

    @Test
    void dropsWhatWaits() throws Exception {
        operator.upload("patient", "cert.pem", CA.issue(named("gw-22")).chainPem());
        WebElement card = browser.card("patient");
        browser.until(seen -> card.findElement(By.cssSelector(".pending button")))
                .click();
        browser.driver.findElement(By.id("confirm-no")).click();
        assertThat(card.getText()).contains("waits for its private.key");
        card.findElement(By.cssSelector(".pending button")).click();
        browser.driver.findElement(By.id("confirm-yes")).click();
        browser.until(seen -> seen.findElements(By.cssSelector("#profiles h3")).stream()
                .noneMatch(title -> title.getText().equals("patient")));
    }

    @Test
    void rollsBackByKeyboardAlone() throws Exception {
        operator.deliver("history", CA, CA.issue(named("old")));
        operator.renew("history", CA.issue(named("new")));
        WebElement card = browser.card("history");
        card.findElement(By.cssSelector(".history summary")).sendKeys(Keys.ENTER);
        WebElement again = browser.until(
                seen -> card.findElement(By.cssSelector("button[aria-label='Use revision 2 of history again']")));
        browser.assertAccessible();
        again.sendKeys(Keys.ENTER);
        browser.until(seen -> seen.findElement(By.id("confirm-yes")).isDisplayed());
        browser.assertAccessible();
        browser.driver.findElement(By.id("confirm-yes")).sendKeys(Keys.ENTER);
        browser.untilIn(card, "In use roll-back: history: revision 2 is in use again, as revision 4");
        browser.untilIn(card, "revision 4, in use since");
        assertThat(card.getText()).contains("rolled back to revision 2", "CN=old");
        browser.until(seen ->
                card.findElement(By.cssSelector(".history li")).getText().startsWith("Revision 4"));
    }

    @Test
    void tellsByColourAndByWordsHowLongACertificateLasts() throws Exception {
        Instant now = Instant.now();
        Instant start = now.minus(Duration.ofDays(300));
        operator.deliver("fine", CA, CA.issue(named("fine")));
        operator.deliver(
                "soon", CA, CA.issue(Certificate.named("CN=soon").valid(start, now.plus(Duration.ofDays(20)))));
        operator.deliver("now", CA, CA.issue(Certificate.named("CN=now").valid(start, now.plus(Duration.ofDays(2)))));
        deliverOneThatExpires("over");
        shows("fine", "ok", "199 days left", "rgb(31, 122, 63)");
        shows("soon", "soon", "19 days left, renew soon", "rgb(138, 83, 0)");
        shows("now", "now", "1 day left, renew now", "rgb(179, 38, 30)");
        shows("over", "now", "expired ", "rgb(179, 38, 30)");
        assertThat(browser.driver.findElement(By.id("tasks")).getText())
                .contains(
                        "over: cert.pem (CN=over) expired",
                        "soon: cert.pem (CN=soon) 19 days left, renew soon: upload");
        assertThat(browser.driver.getTitle()).startsWith("(");
        browser.assertAccessible();
    }

    /** The intake refuses what has expired: so it gets what does soon, and as much time as this machine needs. */
    private static void deliverOneThatExpires(String profile) {
        Instant start = Instant.now().minus(Duration.ofDays(1));
        for (int seconds = 3; ; seconds *= 2) {
            Certificate brief = Certificate.named("CN=" + profile)
                    .valid(start, Instant.now().plusSeconds(seconds));
            if (operator.renew(profile, CA.issue(brief)).contains("\"committed\"")) {
                return;
            }
        }
    }

    private static void shows(String profile, String level, String words, String colour) {
        WebElement card = browser.card(profile);
        browser.untilIn(card, words);
        assertThat(card.getDomAttribute("class")).isEqualTo("card " + level);
        assertThat(card.findElement(By.cssSelector(".parts li .bar i")).getCssValue("background-color"))
                .isEqualTo(colour.replace("rgb(", "rgba(").replace(")", ", 1)"));
    }

    @Test
    void showsWhatOthersDoByItself() {
        operator.deliver("elsewhere", CA, CA.issue(named("one")));
        WebElement card = browser.card("elsewhere");
        browser.untilIn(card, "CN=one");
        operator.renew("elsewhere", CA.issue(named("two")));
        browser.untilIn(card, "CN=two");
        browser.untilIn(browser.driver.findElement(By.id("events")), "elsewhere: committed revision 3, CN=two");
    }

    @Test
    void showsConnectionsThatAreUp() throws Exception {
        operator.deliver("live", CA, CA.issue(named("localhost").dns("localhost")));
        String which = "(ussl.profile=live)(ussl.cert_reqs=required)";
        SSLContext server = gateway.await(SSLContext.class, which + "(ussl.role=server)");
        SSLContext client = gateway.await(SSLContext.class, which + "(ussl.role=client)");
        try (SSLServerSocket listener =
                (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
            Thread answering = new Thread(() -> {
                try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                    accepted.startHandshake();
                    accepted.getInputStream().transferTo(accepted.getOutputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            answering.start();
            try (SSLSocket socket =
                    (SSLSocket) client.getSocketFactory().createSocket("localhost", listener.getLocalPort())) {
                socket.getOutputStream().write('x');
                assertThat(socket.getInputStream().read()).isEqualTo('x');
                browser.driver.findElement(By.cssSelector("#live summary")).click();
                browser.untilIn(browser.driver.findElement(By.id("connections")), "we are the client");
                String row = browser.driver.findElement(By.id("connections")).getText();
                assertThat(row).contains("localhost:" + listener.getLocalPort(), "CN=localhost", "TLSv1.3", "live 2");
                browser.assertAccessible();
                socket.shutdownOutput();
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            answering.join();
        }
        browser.until(seen -> !seen.findElement(By.id("connections")).getText().contains("CN=localhost"));
    }

    @Test
    void saysWhatIsMissingAndGoesOnWhenItIsBack() throws Exception {
        gateway.bundle("org.ussl.intake").stop();
        browser.untilShown("no credential store is running");
        assertThat(browser.driver
                        .findElement(By.cssSelector(".card.new input[type=file]"))
                        .isEnabled())
                .isFalse();
        browser.assertAccessible();
        gateway.bundle("org.ussl.intake").start();
        browser.until(seen -> !seen.findElement(By.tagName("body")).getText().contains("no credential store"));
        browser.until(seen ->
                seen.findElement(By.cssSelector(".card.new input[type=file]")).isEnabled());
    }
}
