// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.documents.Command;
import org.ussl.testing.documents.Document;

/**
 * Types the commands of the documents, as they stand there. What differs from a reader's is the password, and the
 * ports, which may be taken on a machine that tests. Needs Debian's curl, openssl and mosquitto.
 */
@Timeout(600)
@EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "Karaf 4.4.10 wants a security manager, which Java 24 removed")
class KarafDocumentsIT {
    private static final String START = "apache-karaf-4.4.10/bin/karaf";
    private static final long PATIENCE_SECONDS = 120;

    /**
     * One attempt of a command that is repeated until Karaf is as far; short, so that there are several. Pax Web starts
     * Jetty again when its configuration changes, here at about the time of the first question, and what Jetty accepts
     * while it stops it may forget: seen were a connection that stays open, its request unread, and no thread of
     * Jetty's left. Who waits for that answer waits for ever.
     */
    private static final long ATTEMPT_SECONDS = 20;

    @TempDir
    Path folder;

    private final int brokerPort = Karaf.freePort();
    private @Nullable Karaf karaf;
    private @Nullable Process broker;

    @AfterEach
    void stop() throws IOException {
        if (karaf != null) {
            karaf.close();
        }
        if (broker != null) {
            broker.destroyForcibly().onExit().join();
        }
    }

    @Test
    void readmeHasFiveCommandsOfTheQuickStart() throws IOException {
        List<Command> five = Document.readSection(Release.checkout(), "README.md", "### In Karaf")
                .allCommands();

        assertThat(five).hasSize(5);
        assertThat(Document.read(Release.checkout(), "docs/quickstart-karaf.md").commands())
                .containsSubsequence(five);
    }

    @Test
    void quickStartLeadsToAnMqttConnectionAndBack() throws Exception {
        for (String program : List.of("/usr/bin/curl", "/usr/bin/openssl", "/usr/sbin/mosquitto")) {
            assumeTrue(Files.isExecutable(Path.of(program)), program + " is not installed");
        }
        Files.createSymbolicLink(folder.resolve(Karaf.archive().getFileName()), Karaf.archive());
        Files.createDirectories(folder.resolve("features"));
        Files.createSymbolicLink(
                folder.resolve("features/target"), Release.kar().getParent());

        for (Command command :
                Document.read(Release.checkout(), "docs/quickstart-karaf.md").commands()) {
            if (command.text().startsWith("feature:uninstall ")) {
                monitor();
            }
            if (command.where() == Command.Where.KARAF) {
                type(command.text());
            } else if (command.text().startsWith("mvn ")) {
                assertThat(Release.kar()).as("done by this build").exists();
            } else if (command.text().equals(START)) {
                Karaf.isolate(home());
                Karaf.anyFtpPort(home());
                karaf = Karaf.start(START, folder, home());
                Patience.await("features", () -> karaf.log().contains("Added feature repository 'mvn:org.ussl/"));
            } else if (command.text().startsWith("grep ") || command.text().contains("/system/console/")) {
                Patience.untilAsserted(() -> shell(command.text(), ATTEMPT_SECONDS));
            } else {
                shell(command.text(), PATIENCE_SECONDS);
            }
        }
        assertThat(karaf.bundles().toString()).doesNotContain("ussl");
    }

    /** The commands of the other document that wants a gateway with an HTTP service. */
    private void monitor() throws Exception {
        type("feature:install ussl-monitor");
        for (Command command :
                Document.read(Release.checkout(), "docs/monitoring.md").commands()) {
            Patience.untilAsserted(() -> shell(command.text(), ATTEMPT_SECONDS));
        }
        type("feature:uninstall ussl-monitor");
    }

    private Path home() {
        return folder.resolve(Karaf.folderName());
    }

    /** What a reader sees, sooner or later. */
    private void type(String command) throws Exception {
        String wanted = "";
        if (command.equals("ussl:profiles")) {
            wanted = "CN=gw-17";
        } else if (command.startsWith("feature:list")) {
            wanted = "ussl-pkcs11";
        }
        String seen = wanted;
        Patience.untilAsserted(() -> assertThat(karaf.run(command))
                .doesNotContain("Error executing command", "not found")
                .contains(seen));
    }

    private void shell(String command, long seconds) throws Exception {
        String real = command;
        if (command.contains("http://")) {
            real = command.replaceFirst(":\\d+/", ":" + WebPage.port(karaf, "http") + "/");
        } else if (command.startsWith("curl ")) {
            FtpLogin login = FtpLogin.of(karaf);
            real = command.replace("PASSWORD", login.password()).replace(":2121/", ":" + login.port() + "/");
        }
        real = real.replace("8883", Integer.toString(brokerPort))
                .replace("http.port = 8181", "http.port = 0")
                .replace("/etc/ussl/", folder + "/");
        boolean background = real.endsWith(" &");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder("sh", "-c", background ? "exec " + real.replace(" &", "") : real)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (background) {
            broker = process;
        } else {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                String threads = karaf == null ? "" : karaf.jcmd("Thread.print");
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().onExit().join();
                throw new AssertionError(
                        real + " has not ended within " + seconds + " s; Karaf meanwhile:\n" + threads);
            }
            assertThat(process.exitValue())
                    .as(command + ": " + Files.readString(output))
                    .isZero();
        }
    }
}
