// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ussl.testing.pki.Identity;

/**
 * The folder between the gateways and their operator: their cards, his, and what he is to push.
 *
 * @param path as the user has written it
 */
record FleetFolder(Path path) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String PARTY = "ussl-party-1";

    /** Takes a folder that is not there yet, or is empty. Changes nothing. */
    static FleetFolder of(String text) throws IOException, DemoFailure {
        FleetFolder folder = new FleetFolder(Path.of(text));
        if (!NAME.matcher(folder.fleet()).matches()) {
            throw new DemoFailure("--fleet: the folder's name is the fleet's, which has letters, digits, dashes and"
                    + " underscores; not " + folder.fleet());
        }
        if (Files.exists(folder.path)) {
            if (!Files.isDirectory(folder.path)) {
                throw new DemoFailure(text + " is no folder; nothing was changed");
            }
            try (Stream<Path> files = Files.list(folder.path)) {
                if (files.findAny().isPresent()) {
                    throw new DemoFailure(text + " is there already, and is not empty; nothing was changed. Remove it,"
                            + " or name another one");
                }
            }
        }
        return folder;
    }

    /** The fleet's name. */
    String fleet() {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }

    /** Where the operators' cards will be. */
    Path operators() {
        return path.resolve("operators");
    }

    /** What there is to push: a folder for each gateway. */
    Path renewed() {
        return path.resolve("renewed");
    }

    Path card(String gateway) {
        return path.resolve(gateway + ".card");
    }

    /** Makes the folder, with private keys that nobody else reads. */
    void make() throws IOException {
        folder(path);
        folder(renewed());
    }

    /** Lays down a gateway's card, and the certificate with its key that it is to get. */
    void add(String gateway, String card, Identity renewed) throws IOException {
        Files.writeString(card(gateway), card + "\n", StandardCharsets.US_ASCII);
        Path own = folder(renewed().resolve(gateway));
        Files.write(own.resolve("cert.pem"), renewed.chainPem());
        Files.write(own.resolve("private.key"), renewed.keyPem());
    }

    /** The names of the operators whose cards are there; nobody as long as there is no whole card. */
    List<String> trusted() throws IOException {
        try (Stream<String> lines = Files.lines(operators(), StandardCharsets.UTF_8)) {
            return lines.map(line -> line.split(" ", -1))
                    .filter(words -> words.length == 4 && words[0].equals(PARTY))
                    .map(words -> words[1])
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Path folder(Path path) throws IOException {
        Files.createDirectories(path);
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
        return path;
    }
}
