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
    private static final String OWN_GATEWAY = "./gateway run";
    private static final long PAUSE_MILLIS = 100;

    private final Path folder;
    private final int brokerPort = freePort();
    private @Nullable Console gateway;
    private @Nullable Process background;

    Reader(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("runtime/distribution"));
        Files.createDirectories(folder.resolve("deploy"));
        Files.createSymbolicLink(folder.resolve("gateway"), DISTRIBUTION.resolve("gateway"));
        Files.createSymbolicLink(folder.resolve("runtime/distribution/target"), DISTRIBUTION.getParent());
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
        } else if (command.text().endsWith("gateway run")) {
            run(command.text());
        } else if (command.text().startsWith("grep ") || command.text().contains("ssl")) {
            untilSeen(command);
        } else {
            look(command);
        }
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

    private void run(String command) throws IOException {
        String options = " --port 0 --shell"
                + (command.equals(OWN_GATEWAY) ? " --data " + folder + "/data --deploy " + folder + "/deploy" : "");
        gateway = new Console(process("exec " + command + options).start());
    }

    private Console gateway() throws IOException {
        if (gateway == null) {
            run(OWN_GATEWAY);
        }
        return gateway;
    }

    /** What a reader sees sooner or later: what is logged, the gateway's commands, and what a new certificate makes. */
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
        String real = command.text().replace("8883", Integer.toString(brokerPort));
        if (real.contains("PASSWORD")) {
            String port = gateway().shows("ussl gateway is up in [0-9.]+ s: FTP on 127\\.0\\.0\\.1:(\\d+)");
            real = real.replace("PASSWORD", gateway().shows("^ +([a-z2-9]{4}(?:-[a-z2-9]{4}){6})$"))
                    .replace(":2121", ":" + port)
                    .replace("gateway.example.com", "localhost");
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

    private ProcessBuilder process(String command) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
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

    @Override
    public void close() {
        if (background != null) {
            background.destroyForcibly().onExit().join();
        }
        if (gateway != null) {
            gateway.close();
        }
    }
}
