// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates files and folders that only their owner may touch, where the file system knows owners. */
final class PrivateFiles {

    private PrivateFiles() {}

    static FileAttribute<?>[] fileAttributes(Path path) {
        return attributes(path, "rw-------");
    }

    static FileAttribute<?>[] folderAttributes(Path path) {
        return attributes(path, "rwx------");
    }

    /** Creates a folder with its parents, unless it is there. */
    static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, folderAttributes(folder));
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
