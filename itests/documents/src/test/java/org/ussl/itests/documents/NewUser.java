// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Somebody with a checkout that is built, a home folder of his own, and as many terminals as he opens. The checkout is
 * a folder in which everything is by links, so that nothing is ever found to be newer than what was built of it.
 */
final class NewUser implements AutoCloseable {
    private static final Path CHECKOUT = Path.of(System.getProperty("ussl.checkout"));
    private static final List<String> SOURCES = List.of("bundles", "examples", "runtime", "itests/pki");
    private static final List<String> FILES = List.of("pom.xml", "bnd.bnd", "LICENSE", "itests/pom.xml");
    private static final List<String> BUILT =
            List.of("runtime/distribution/target", "runtime/demo/target", "examples/org.ussl.example.telemetry/target");

    private final Path folder;
    private final List<Terminal> terminals = new ArrayList<>();

    NewUser(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("checkout"));
        for (String source : SOURCES) {
            Files.createDirectories(path(source));
        }
        for (String file : FILES) {
            Files.createSymbolicLink(path(file), CHECKOUT.resolve(file));
        }
        for (String built : BUILT) {
            Files.createDirectories(path(built).getParent());
            Files.createSymbolicLink(path(built), CHECKOUT.resolve(built));
        }
        // No link: the script takes the folder in which it really lies for the checkout.
        Files.copy(CHECKOUT.resolve("gateway"), path("gateway"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.setLastModifiedTime(path("gateway"), FileTime.fromMillis(0));
        Files.createDirectories(home());
        // Were anything to be built after all, it would be what the build that runs this test is at.
        Path mvn = Files.createDirectories(home().resolve("bin")).resolve("mvn");
        Files.writeString(mvn, "#!/bin/sh\necho 'nothing is to be built here' >&2\nexit 1\n");
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwx------"));
    }

    /** A file in the checkout. */
    Path path(String name) {
        return folder.resolve(name);
    }

    private Path home() {
        return folder.resolveSibling("home");
    }

    /** Opens a terminal in the checkout, and types a command. */
    Terminal type(String command) throws IOException {
        Terminal terminal = new Terminal(folder, environment(), command);
        terminals.add(terminal);
        return terminal;
    }

    private Map<String, String> environment() {
        String java = System.getProperty("java.home");
        Map<String, String> environment = new TreeMap<>();
        environment.put("HOME", home().toString());
        environment.put("JAVA_HOME", java);
        // Debian keeps servers where only root looks.
        environment.put("PATH", home().resolve("bin") + ":" + java + "/bin:" + System.getenv("PATH") + ":/usr/sbin");
        environment.put("SHELL", "/bin/sh");
        environment.put("TERM", "dumb");
        return environment;
    }

    @Override
    public void close() {
        terminals.forEach(Terminal::close);
    }
}
