// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ussl.credential.CredentialPath;

/**
 * The folder behind {@code /flash}. Nothing outside of it can be reached: names are single path elements, the parent's
 * real path must lie in the folder, and the last element is never followed if it is a symbolic link.
 *
 * @param root the folder's real path
 * @param maxBytes how large a file may get
 */
record FlashFolder(Path root, long maxBytes) {

    static final String NAME = "flash";

    /** Opens the folder, and creates it if it is missing. */
    static FlashFolder open(Path folder, long maxBytes) throws IOException {
        PrivateFiles.createFolder(folder);
        return new FlashFolder(folder.toRealPath(), maxBytes);
    }

    /**
     * Finds what a path below {@code /flash} stands for.
     *
     * @param names the path's elements below {@code /flash}, without {@code .} and {@code ..}
     * @return the file, there or not; empty if it would lie elsewhere, or its folder is not there
     */
    Optional<Path> locate(List<String> names) {
        try {
            Path parent = root;
            Path path = root;
            for (String name : names) {
                parent = path;
                path = path.resolve(name);
            }
            return isInside(parent) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Whether a folder's real path lies here, and whether it can be listed therefore. */
    boolean isInside(Path folder) {
        try {
            return folder.toRealPath().startsWith(root);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether an entry may be shown: a plain file or folder that does not hide a credential's name behind it. */
    boolean isShown(String virtualPath, Path path) {
        return !CredentialPath.isHidden(virtualPath)
                && (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
    }
}
