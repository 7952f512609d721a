// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.ftpserver.ftplet.FtpFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A visible file or folder, there or not.
 *
 * @param absolutePath the path that a client sees
 * @param path the path on disk
 * @param folder the folder behind {@code /flash}
 */
record FlashFile(String absolutePath, Path path, FlashFolder folder) implements FtpFile {

    private static final Logger LOG = LoggerFactory.getLogger(FlashFile.class);

    @Override
    public String getAbsolutePath() {
        return absolutePath;
    }

    @Override
    public String getName() {
        return absolutePath.substring(absolutePath.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isHidden() {
        return false;
    }

    @Override
    public boolean isDirectory() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isFile() {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** A symbolic link, or anything else that is neither file nor folder, is not there. */
    @Override
    public boolean doesExist() {
        return isFile() || isDirectory();
    }

    @Override
    public boolean isReadable() {
        return doesExist() && Files.isReadable(path);
    }

    @Override
    public boolean isWritable() {
        return doesExist() ? Files.isWritable(path) : !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isRemovable() {
        return doesExist() && !isRoot();
    }

    @Override
    public String getOwnerName() {
        return "gateway";
    }

    @Override
    public String getGroupName() {
        return "gateway";
    }

    @Override
    public int getLinkCount() {
        return isDirectory() ? 2 : 1;
    }

    @Override
    public long getLastModified() {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public boolean setLastModified(long time) {
        return done("set the time of", () -> Files.setLastModifiedTime(path, FileTime.fromMillis(time)));
    }

    @Override
    public long getSize() {
        try {
            return isFile() ? Files.size(path) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public Path getPhysicalFile() {
        return path;
    }

    @Override
    public boolean mkdir() {
        return done("create", () -> {
            folder.quota().takeEntry();
            try {
                Files.createDirectory(path, PrivateFiles.folderAttributes(path));
            } catch (IOException e) {
                folder.quota().giveBack(0, 1);
                throw folder.quota().explained(e);
            }
        });
    }

    @Override
    public boolean delete() {
        long size = getSize();
        boolean deleted = isRemovable() && done("delete", () -> Files.delete(path));
        if (deleted) {
            folder.quota().giveBack(size, 1);
        }
        return deleted;
    }

    @Override
    public boolean move(FtpFile destination) {
        return isRemovable()
                && destination instanceof FlashFile target
                && !target.isRoot()
                && done("rename", () -> {
                    Files.move(path, target.path, StandardCopyOption.ATOMIC_MOVE);
                    // There may have been a file of that name.
                    folder.quota().forget();
                });
    }

    @Override
    public List<FtpFile> listFiles() {
        List<FtpFile> files = new ArrayList<>();
        if (!isDirectory() || !folder.isInside(path)) {
            return files;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String shown = absolutePath + "/" + entry.getFileName();
                if (folder.isShown(shown, entry)) {
                    files.add(new FlashFile(shown, entry, folder));
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be listed: {}", path, e.toString());
        }
        files.sort(Comparator.comparing(FtpFile::getName));
        return files;
    }

    @Override
    public OutputStream createOutputStream(long offset) {
        return new PatientStream(
                absolutePath,
                () -> bounded(offset),
                folder.quota().maxFileBytes(),
                folder.limits().pace());
    }

    private OutputStream bounded(long offset) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isFile()) {
            throw new IOException(absolutePath + " is not a plain file");
        }
        if (isFile()) {
            folder.quota().checkDisk();
        } else {
            folder.quota().takeEntry();
        }
        SeekableByteChannel channel = openToWrite();
        try {
            // A resumed upload continues at its offset; what was behind it is old.
            folder.quota().giveBack(Math.max(0, channel.size() - offset), 0);
            channel.truncate(offset);
            channel.position(Math.min(offset, channel.size()));
            return new BoundedStream(
                    Channels.newOutputStream(channel),
                    folder.quota().maxFileBytes() - channel.position(),
                    folder.quota());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private SeekableByteChannel openToWrite() throws IOException {
        try {
            return Files.newByteChannel(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PrivateFiles.fileAttributes(path));
        } catch (IOException e) {
            throw folder.quota().explained(e);
        }
    }

    @Override
    public InputStream createInputStream(long offset) throws IOException {
        SeekableByteChannel channel =
                Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        try {
            return Channels.newInputStream(channel.position(offset));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private boolean isRoot() {
        return path.equals(folder.root());
    }

    private interface Action {
        void run() throws IOException;
    }

    private boolean done(String what, Action action) {
        try {
            action.run();
            return true;
        } catch (WriteRefusedException e) {
            LOG.debug("Could not {} {}: {}", what, path, e.getMessage());
            return false;
        } catch (IOException e) {
            // The client gets FtpServer's reply for "could not"; the operator may want to know why.
            LOG.warn("Could not {} {}: {}", what, path, e.toString());
            return false;
        }
    }
}
