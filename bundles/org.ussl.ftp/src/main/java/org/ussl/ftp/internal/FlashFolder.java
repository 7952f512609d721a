// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPath;

/**
 * The folder behind {@code /flash}. Nothing outside of it can be reached: names are single path elements, the parent's
 * real path must lie in the folder, and the last element is never followed if it is a symbolic link.
 *
 * @param root the folder's real path
 * @param quota how much there may be in it
 * @param limits what bounds its clients
 */
record FlashFolder(Path root, FlashQuota quota, Limits limits) {

    private static final Logger LOG = LoggerFactory.getLogger(FlashFolder.class);

    static final String NAME = "flash";

    /** Opens the folder, and creates it if it is missing. */
    static FlashFolder open(Path folder, Limits limits) throws IOException {
        PrivateFiles.createFolder(folder);
        Path root = folder.toRealPath();
        return new FlashFolder(root, new FlashQuota(root, limits.flash(), System::nanoTime), limits);
    }

    /**
     * The folder within that is a user's home, made if it is missing. If that fails there is nothing in it.
     *
     * @param names the home's path elements; none for this folder
     */
    FlashFolder home(List<String> names) {
        Path path = root;
        try {
            for (String name : names) {
                path = path.resolve(name);
                if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    quota.takeEntry();
                    Files.createDirectory(path, PrivateFiles.folderAttributes(path));
                }
            }
        } catch (IOException | InvalidPathException e) {
            LOG.warn("A user's home {} cannot be made: {}", path, e.toString());
        }
        // By its name and not by its real path: a link in place of a home leads nowhere.
        return names.isEmpty() ? this : new FlashFolder(path, quota, limits);
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
