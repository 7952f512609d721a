// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;

/**
 * A gateway, and a browser that shows its page; each test has a profile of its own. Needs Debian's chromium and
 * chromium-driver.
 */
abstract class AtThePage {
    static final Authority CA = Authority.create("CN=Plant CA");
    static final int ALLOWED_BYTES = 150_000;

    @TempDir
    static Path folder;

    static WebGateway gateway;
    static Operator operator;
    static Wire wire;
    static Browser browser;

    @BeforeAll
    static void open() throws Exception {
        Browser.require();
        gateway = new WebGateway(folder.resolve("gateway")).start("javax").serve();
        operator = new Operator(gateway.http());
        wire = new Wire(gateway.http().getPort());
        browser = new Browser(URI.create("http://localhost:" + wire.port() + "/system/console/ussl/"));
        assertThat(wire.said()).as("the page and all that it loads").hasSizeLessThan(ALLOWED_BYTES);
        assertThat(browser.driver.findElement(By.id("new-name")).getDomProperty("value"))
                .as("the first profile's name")
                .isEqualTo("default");
        browser.untilShown("Nothing was delivered yet");
        browser.assertAccessible();
    }

    @AfterAll
    static void close() throws Exception {
        try (WebGateway stopped = gateway;
                Wire cut = wire;
                Browser gone = browser) {
            // Closed in reverse.
        }
    }

    @AfterEach
    void theBrowserHasNothingToComplainAbout() {
        assertThat(browser.errors()).isEmpty();
    }

    static Certificate named(String name) {
        Instant now = Instant.now();
        return Certificate.named("CN=" + name).valid(now.minus(Duration.ofDays(165)), now.plus(Duration.ofDays(200)));
    }

    static Path file(String name, byte[] content) throws IOException {
        return Files.write(
                Files.createDirectories(Files.createTempDirectory(folder, "files"))
                        .resolve(name),
                content);
    }

    static void choose(WebElement card, Path... files) {
        card.findElement(By.cssSelector("input[type=file]"))
                .sendKeys(Stream.of(files).map(Path::toString).collect(Collectors.joining("\n")));
    }

    /** Drops a file on a card, as a hand does. */
    static void drop(WebElement card, String name, byte[] content) {
        browser.driver.executeScript(
                "const carried = new DataTransfer(); carried.items.add(new File([arguments[2]], arguments[1]));"
                        + "arguments[0].dispatchEvent(new DragEvent('drop',"
                        + " {dataTransfer: carried, bubbles: true, cancelable: true}));",
                card,
                name,
                new String(content, StandardCharsets.US_ASCII));
    }

    static WebElement newProfile(String name) {
        WebElement card = browser.driver.findElement(By.cssSelector(".card.new"));
        WebElement field = card.findElement(By.id("new-name"));
        field.clear();
        field.sendKeys(name);
        return card;
    }
}
