// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ussl.testing.documents.Command;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/**
 * Somebody who types the commands of a document, in a folder that looks like the checkout's: {@code ./gateway} is
 * there, and {@code ca.pem}, {@code cert.pem} and {@code private.key}. What differs from what stands in the document is
 * the password, ports, which may be taken on a machine that tests, and the name of the gateway.
 */
final class Reader implements AutoCloseable {
    private static final Path DISTRIBUTION = Path.of(System.getProperty("ussl.distribution"));
    private static final Path BUNDLES = Path.of(System.getProperty("ussl.bundles"));
    private static final String OWN_GATEWAY = "./gateway run";
    private static final long PAUSE_MILLIS = 100;

    private final Path folder;
    private final int brokerPort = freePort();
    private @Nullable Console gateway;
    private @Nullable Process background;

    /** Whether the gateway has taken an upload, and so all of it is there. */
    private boolean takes;

    Reader(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("runtime/distribution"));
        Files.createDirectories(folder.resolve("runtime/felix"));
        Files.createDirectories(folder.resolve("deploy"));
        Files.createSymbolicLink(folder.resolve("gateway"), DISTRIBUTION.resolve("gateway"));
        Files.createSymbolicLink(folder.resolve("runtime/distribution/target"), DISTRIBUTION.getParent());
        Files.createSymbolicLink(folder.resolve("runtime/felix/target"), BUNDLES.getParent());
        Authority ca = Authority.create("CN=Plant CA");
        Identity identity = ca.issue(Certificate.named("CN=gw-17").dns("localhost"));
        Files.write(folder.resolve("ca.pem"), ca.pem());
        Files.write(folder.resolve("cert.pem"), identity.chainPem());
        Files.write(folder.resolve("private.key"), identity.keyPem());
    }

    /** Types a command, and looks whether what is shown is what the document shows. */
    void type(Command command) throws Exception {
        if (command.text().startsWith("mvn ")) {
            assertThat(DISTRIBUTION).as("built by this build").isDirectory();
            assertThat(BUNDLES).as("built by this build").isDirectory();
        } else if (command.text().endsWith("gateway run") || command.text().endsWith("felix.jar")) {
            run(command.text());
        } else if (isSoonerOrLater(command)) {
            untilSeen(command);
        } else {
            look(command);
        }
    }

    /** What a log or the gateway's shell says, and uploads: the store, or a certificate, may come a moment later. */
    private static boolean isSoonerOrLater(Command command) {
        return command.where() == Command.Where.GATEWAY
                || command.text().startsWith("grep ")
                || command.text().contains("ftp://");
    }

    private void look(Command command) throws Exception {
        if (command.where() == Command.Where.GATEWAY) {
            assertThat(gateway().run(command.text()))
                    .as(command.text())
                    .doesNotContainIgnoringCase("exception", "not found")
                    .containsPattern(command.shown());
        } else {
            shell(command);
        }
    }

    /** Starts a gateway, in the place of one that runs already. */
    private void run(String command) throws IOException {
        stopGateway();
        takes = false;
        String options = command.endsWith(" run") ? " --port 0 --shell" : "";
        if (command.equals(OWN_GATEWAY)) {
            options += " --data " + folder + "/data --deploy " + folder + "/deploy";
        }
        gateway = new Console(process(command + options).start());
    }

    private Console gateway() throws IOException {
        if (gateway == null) {
            run(OWN_GATEWAY);
        }
        return gateway;
    }

    private void untilSeen(Command command) throws Exception {
        long end = Console.patience();
        while (true) {
            try {
                look(command);
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void shell(Command command) throws Exception {
        String real = command.text()
                .replace("8883", Integer.toString(brokerPort))
                .replace("ussl.ftp.port = 2121", "ussl.ftp.port = 0");
        if (real.contains("PASSWORD")) {
            awaitTakes();
            real = loggedIn(real);
        }
        if (real.endsWith(" &")) {
            background = process("exec " + real.replaceFirst(" &$", ""))
                    .redirectOutput(folder.resolve("background.log").toFile())
                    .start();
            return;
        }
        Path output = folder.resolve("output");
        Process process = process(real).redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).as(real).isTrue();
        String shown = Files.readString(output);
        assertThat(process.exitValue()).as(real + ": " + shown).isZero();
        assertThat(shown).as(real).containsPattern(command.shown());
    }

    /** Waits until nonsense is refused for what it is: before, there is no store, and the drop box says 450. */
    private void awaitTakes() throws Exception {
        String nonsense = loggedIn(
                "printf x | curl -sv -T - ftp://micro:PASSWORD@127.0.0.1:2121/flash/cert/nobody/ca.pem 2>&1 | grep -q '^< 55'");
        for (long end = Console.patience();
                !takes;
                takes = process(nonsense).start().waitFor() == 0) {
            assertThat(System.nanoTime()).as("the gateway takes no upload").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private String loggedIn(String command) throws Exception {
        String port = gateway().shows("FTP (?:drop box listens )?on 127\\.0\\.0\\.1:(\\d+)");
        return command.replace("PASSWORD", gateway().shows("^ +([a-z2-9]{4}(?:-[a-z2-9]{4}){6})$"))
                .replace(":2121", ":" + port)
                .replace("gateway.example.com", "localhost");
    }

    private ProcessBuilder process(String command) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.PIPE);
        String java = System.getProperty("java.home");
        builder.environment().put("JAVA_HOME", java);
        builder.environment().merge("PATH", java + "/bin", (path, first) -> first + ":" + path);
        builder.environment().put("GATEWAY", folder.toString());
        builder.environment()
                .put(
                        "MVN",
                        System.getProperty("ussl.maven") + " -Dmaven.repo.local="
                                + System.getProperty("ussl.maven.repository"));
        return builder;
    }

    /** A port that nobody has, below those that the system chooses from. */
    private static int freePort() {
        for (int port = 20_000; port < 30_000; port++) {
            int candidate = port + ThreadLocalRandom.current().nextInt(1000);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException expected) {
                continue;
            }
        }
        throw new IllegalStateException("no port is free");
    }

    private void stopGateway() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Override
    public void close() {
        stopGateway();
        if (background != null) {
            background.destroyForcibly().onExit().join();
        }
    }
}
