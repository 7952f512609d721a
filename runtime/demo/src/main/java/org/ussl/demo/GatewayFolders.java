// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one gateway has of its own: its configuration, which begins as a copy of the shipped one, its data, its apps.
 */
final class GatewayFolders {
    private final Path folder;
    private final Path script;

    /**
     * Makes them.
     *
     * @param folder where; made if it is not there
     * @param script the start script of the distribution
     */
    GatewayFolders(Path folder, Path script) throws IOException {
        this.folder = folder;
        this.script = script;
        Files.createDirectories(conf());
        Files.createDirectories(deploy());
        try (Stream<Path> files = Files.list(script.resolveSibling("conf"))) {
            for (Path file : files.toList()) {
                Files.copy(file, conf().resolve(file.getFileName()));
            }
        }
    }

    /** Writes the configuration of a PID. */
    void configure(String pid, String... lines) throws IOException {
        Files.write(conf().resolve(pid + ".cfg"), List.of(lines), StandardCharsets.UTF_8);
    }

    /** Puts a bundle into the deploy folder, whole at once. */
    void deploy(Path bundle) throws IOException {
        Path copy = Files.copy(bundle, folder.resolve("app"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, deploy().resolve(bundle.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    GatewayProcess start() throws IOException {
        return new GatewayProcess(script, conf(), data(), deploy());
    }

    Path data() {
        return folder.resolve("data");
    }

    private Path conf() {
        return folder.resolve("conf");
    }

    private Path deploy() {
        return folder.resolve("deploy");
    }
}
