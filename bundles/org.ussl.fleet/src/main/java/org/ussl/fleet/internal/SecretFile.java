// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A file with a secret, which nobody else on this machine may read. What is wrong is told by its setting's name. */
final class SecretFile {

    private static final int MAX_BYTES = 64 * 1024;

    private SecretFile() {}

    /** Reads it; the caller clears it. */
    static byte[] read(String setting, Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IOException(setting + ": " + file + ": there is no such file, or it cannot be read");
        }
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            open.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!open.isEmpty()) {
                throw new IOException(setting + ": others may read or write " + file + "; chmod 600 it");
            }
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(setting + ": " + file + " is too long");
        }
        return Files.readAllBytes(file);
    }
}
