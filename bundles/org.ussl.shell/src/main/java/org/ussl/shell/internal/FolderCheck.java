// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A folder that is the gateway's alone: there, writable, closed to others, on a disk with room. */
final class FolderCheck {

    private static final long LITTLE = 16L << 20;

    private FolderCheck() {}

    /** What is wrong with it; empty if nothing is. */
    static Optional<Finding> of(String what, String folder) {
        Path path = Path.of(folder);
        try {
            if (!Files.isDirectory(path)) {
                return Optional.of(Finding.wrong(what, folder + " is not there: look at the log for why"));
            }
            if (!Files.isWritable(path)) {
                return Optional.of(Finding.wrong(what, folder + " cannot be written: give it to the gateway's user"));
            }
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
                if (permissions.stream()
                        .anyMatch(permission -> !permission.name().startsWith("OWNER"))) {
                    return Optional.of(Finding.wrong(
                            what,
                            folder + " is open to others (" + PosixFilePermissions.toString(permissions)
                                    + "): chmod 700"));
                }
            }
            long free = Files.getFileStore(path).getUsableSpace();
            return free < LITTLE
                    ? Optional.of(
                            Finding.wrong(what, folder + " has " + free / 1024 + " KiB left on its disk: make room"))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(Finding.wrong(what, folder + " cannot be looked at: " + e.getMessage()));
        }
    }
}
