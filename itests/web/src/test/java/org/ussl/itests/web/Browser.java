// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium without a window, on the page. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final String AXE = axe();

    final ChromeDriver driver;
    private final URI page;

    /** Skips the tests where there is no Chromium. */
    static void require() {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "needs Debian's packages chromium and chromium-driver");
    }

    /** Starts one, logs in, and opens the page. */
    Browser(URI page) {
        this.page = page;
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        // A build may run as root in a container, where there is neither a sandbox nor much shared memory.
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1100,1000", "--lang=en");
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        String login = WebGateway.USER + ":"
                + URLEncoder.encode(WebGateway.PASSWORD, StandardCharsets.UTF_8).replace("+", "%20");
        driver.get(page.toString().replace("://", "://" + login + "@"));
        untilOpen();
    }

    /** Loads the page, and waits until it shows the gateway's state. */
    void open() {
        driver.get(page.toString());
        untilOpen();
    }

    private void untilOpen() {
        until(seen -> !seen.findElement(By.id("when")).getText().isEmpty());
    }

    /** Waits until something is so. */
    <T> T until(Function<WebDriver, T> condition) {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> driver.findElement(By.tagName("body")).getText())
                .until(condition);
    }

    /** Waits until the page shows some words. */
    void untilShown(String words) {
        until(seen -> seen.findElement(By.tagName("body")).getText().contains(words));
    }

    /** A profile's card, once it is there. */
    WebElement card(String profile) {
        return until(seen -> seen.findElements(By.cssSelector("#profiles > .card")).stream()
                .filter(card -> card.findElement(By.tagName("h3")).getText().equals(profile))
                .findFirst()
                .orElse(null));
    }

    /** Waits until a part of the page shows some words, and gives it. */
    WebElement untilIn(WebElement part, String words) {
        until(seen -> part.getText().contains(words));
        return part;
    }

    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 1000, "deviceScaleFactor", 1, "mobile", pixels < 600));
    }

    /** Has axe-core look for what keeps people out, in both colour schemes and on a phone's width. */
    void assertAccessible() {
        for (boolean dark : new boolean[] {false, true}) {
            dark(dark);
            for (int pixels : new int[] {1100, 360}) {
                width(pixels);
                assertThat(violations()).as("dark %s, %d pixels", dark, pixels).isEmpty();
                assertThat((Long) driver.executeScript("return document.documentElement.scrollWidth"))
                        .as("the page's width")
                        .isLessThanOrEqualTo(pixels);
            }
        }
        dark(false);
        width(1100);
    }

    private List<?> violations() {
        driver.executeScript(AXE);
        return (List<?>) driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run().then(found => done(found.violations.map(v => v.id + ': ' + v.help + ' '"
                + " + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))), e => done(['axe: ' + e]));");
    }

    /** What the browser's console has said since the last call that is wrong. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Object::toString)
                .toList();
    }

    /** Takes a picture of the page, not of what is far down. */
    void picture(Path file) throws IOException {
        Object height = driver.executeScript("return Math.min(1200, document.documentElement.scrollHeight)");
        Object width = driver.executeScript("return window.innerWidth");
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        write(driver.getScreenshotAs(OutputType.BYTES), file);
        width(((Number) width).intValue());
    }

    /** As small as it gets: a browser's own pictures are made to be quick. */
    private static void write(byte[] png, Path file) throws IOException {
        BufferedImage seen = ImageIO.read(new ByteArrayInputStream(png));
        BufferedImage opaque = new BufferedImage(seen.getWidth(), seen.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.getGraphics().drawImage(seen, 0, 0, null);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(0);
        Files.deleteIfExists(file);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(opaque, null, null), settings);
        } finally {
            writer.dispose();
        }
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
