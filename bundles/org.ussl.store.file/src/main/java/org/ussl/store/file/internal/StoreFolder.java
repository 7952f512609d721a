// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.spi.CredentialStoreException;

/**
 * The folder of the sealed files: who may write to it, and how a file is replaced so that a crash leaves the old or the
 * new one. Knows nothing of what the files hold.
 */
final class StoreFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);

    private static final String SUFFIX = ".cms";
    private static final String BACKUP = ".bak";
    private static final String DAMAGED = ".damaged";
    private static final String TEMPORARY = ".tmp";

    /** 100 versions of three parts of 64 KiB make 19 MiB. */
    static final int SIZE_LIMIT = 64 * 1024 * 1024;

    /** A profile of one version takes about as much. */
    private static final int PROBE = 8 * 1024;

    /**
     * The folders locked by this JVM. The system would tell too, but only after the lock file was opened once more, and
     * closing it again would drop the first store's lock: POSIX locks belong to the process.
     */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Disk disk;
    private final SuccessorFiles successors;
    /** Makes names; those of an earlier run are gone since the start. */
    private final AtomicLong temporaries = new AtomicLong();

    private @Nullable Path lockedPath;
    private @Nullable Object identity;
    private @Nullable FileChannel lock;

    StoreFolder(Path path, Disk disk) {
        this.path = path;
        this.disk = disk;
        this.successors = new SuccessorFiles(path, disk);
    }

    /**
     * Makes the folder if it is not there, and keeps all others from writing until {@link #close}, or the end of the
     * process. On a read-only disk nobody can write, and nothing is locked until a change finds it writable.
     *
     * @return whether it can be written to
     */
    boolean lock() throws IOException {
        if (!Files.exists(path)) {
            disk.createFolder(path);
        }
        if (Disk.isOpen(path, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)) {
            LOG.warn("{} can be changed by other users, who could delete credentials: chmod 700 {}", path, path);
        }
        Path real = path.toRealPath();
        if (!LOCKED.add(real)) {
            throw inUse();
        }
        lockedPath = real;
        identity = identity();
        if (!disk.isReadOnly(path)) {
            openLock();
            return true;
        }
        if (successors.areAccepted()) {
            throw new CredentialStoreException(
                    "folder: " + path + " is on a read-only disk, and a change of the master key was cut off there;"
                            + " make it writable, so that it can be finished",
                    null);
        }
        LOG.warn(
                "{} is on a read-only disk: what is there is used, and nothing can be changed until it is writable",
                path);
        return false;
    }

    private void openLock() throws IOException {
        FileChannel channel = disk.openLock(path.resolve(".lock"));
        boolean ours = false;
        try {
            ours = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is locked by this JVM", path, e);
        } finally {
            if (!ours) {
                channel.close();
            }
        }
        if (!ours) {
            throw inUse();
        }
        lock = channel;
    }

    private CredentialStoreException inUse() {
        return new CredentialStoreException(
                "folder: " + path + " is in use by another store; stop that one, or give each a folder of its own",
                null);
    }

    /** What tells this folder from another one at its place: its file system and inode. */
    private @Nullable Object identity() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /**
     * Refuses where the folder is not the one that was locked, as it is when a disk was taken out or mounted over, and
     * where its disk is read-only.
     */
    void requireWritable() throws CredentialStoreException {
        try {
            if (!Objects.equals(identity, identity())) {
                throw gone(null);
            }
        } catch (CredentialStoreException e) {
            throw e;
        } catch (IOException e) {
            throw gone(e);
        }
        if (lock == null) {
            lockLate();
        }
    }

    /** The disk was read-only when the store was opened. */
    private void lockLate() throws CredentialStoreException {
        try {
            if (disk.isReadOnly(path)) {
                throw new CredentialStoreException(
                        "folder: " + path + " is on a read-only disk; what is in use stays in use", null);
            }
            openLock();
            tidy();
            LOG.info("{} can be written to now", path);
        } catch (CredentialStoreException e) {
            throw e;
        } catch (IOException e) {
            throw new CredentialStoreException("folder: " + path + " cannot be locked: " + e.getMessage(), e);
        }
    }

    private CredentialStoreException gone(@Nullable IOException cause) {
        return new CredentialStoreException(
                "folder: " + path + " is gone or another one took its place; what is in use stays in use. Put it back,"
                        + " or restart to use what is there now",
                cause);
    }

    /**
     * Finishes or undoes a change of the master key that was cut off, removes what other writes have left, and tells of
     * sealed files that are no profile's.
     */
    void tidy() throws IOException {
        successors.recover();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(".") && name.endsWith(TEMPORARY)) {
                    disk.delete(file);
                } else if (name.endsWith(SUFFIX) && profile(name).isEmpty()) {
                    LOG.warn("{} is no profile's file and is left alone", file);
                }
            }
        }
    }

    /** The profiles that have a file, or the backup of one. */
    List<String> profiles() throws IOException {
        Set<String> profiles = new TreeSet<>();
        for (Path file : sealedFiles()) {
            String name = String.valueOf(file.getFileName());
            profile(name.endsWith(BACKUP) ? name.substring(0, name.length() - BACKUP.length()) : name)
                    .ifPresent(profiles::add);
        }
        return List.copyOf(profiles);
    }

    /** The sealed files, backups included. */
    List<Path> sealedFiles() throws IOException {
        List<Path> sealed = new ArrayList<>();
        if (Files.exists(path)) {
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(path, "*{" + SUFFIX + "," + SUFFIX + BACKUP + "}")) {
                files.forEach(sealed::add);
            }
        }
        sealed.sort(null);
        return sealed;
    }

    SuccessorFiles successors() {
        return successors;
    }

    private static Optional<String> profile(String fileName) {
        return Optional.of(fileName.substring(0, fileName.length() - SUFFIX.length()))
                .filter(name -> CredentialPath.isProfileName(name) || GatewayProfile.isName(name));
    }

    Path file(String profile) {
        return path.resolve(profile + SUFFIX);
    }

    boolean has(String profile) {
        return Files.exists(file(profile));
    }

    /** What a profile's file was before its last change. */
    Path backup(String profile) {
        return path.resolve(profile + SUFFIX + BACKUP);
    }

    byte[] read(Path file) throws IOException {
        byte[] content = disk.read(file, SIZE_LIMIT);
        if (content.length == SIZE_LIMIT) {
            throw new DamagedFileException("is too large", null);
        }
        return content;
    }

    /**
     * Replaces a profile's file, which becomes its backup; durable when it returns. If it throws, the old file is in
     * place, or the message says that even this is not sure.
     *
     * @return to be run when the change is in use: removes what was the backup until now. To free a file takes the disk
     *     a good part of what a sync takes, and nobody has to wait for that
     */
    Runnable write(String profile, byte[] content) throws IOException {
        boolean first = !has(profile);
        Path replaced = Files.exists(backup(profile)) ? temporary(profile) : null;
        if (replaced != null) {
            disk.link(backup(profile), replaced);
        }
        Runnable discard = () -> discard(replaced);
        try {
            replace(profile, content, !first);
            sync(profile, first);
        } catch (IOException e) {
            discard.run();
            throw e;
        }
        return discard;
    }

    private void sync(String profile, boolean first) throws IOException {
        try {
            disk.sync(path);
        } catch (IOException e) {
            undo(profile, first, e);
            throw e;
        }
    }

    private void discard(@Nullable Path replaced) {
        if (replaced != null) {
            try {
                disk.delete(replaced);
            } catch (IOException e) {
                LOG.debug("{} stays until the next start", replaced, e);
            }
        }
    }

    /** Puts a content in the place of a profile's file that is damaged or gone. The backup stays as it is. */
    void restore(String profile, byte[] content) throws IOException {
        replace(profile, content, false);
        disk.sync(path);
    }

    /** Finds out whether a file can be written durably: there is room, and the disk takes it. */
    void probe() throws IOException {
        Path file = temporary("probe");
        try {
            disk.create(file, new byte[PROBE]);
        } finally {
            disk.delete(file);
        }
    }

    /**
     * Gives a damaged file a second name, for whoever looks into it.
     *
     * @return that name
     */
    Path setAside(String profile) throws IOException {
        Path aside = path.resolve(profile + SUFFIX + DAMAGED);
        disk.delete(aside);
        disk.link(file(profile), aside);
        return aside;
    }

    private void replace(String profile, byte[] content, boolean keep) throws IOException {
        Path temporary = temporary(profile);
        Path old = temporary(profile);
        try {
            disk.create(temporary, content);
            if (keep) {
                // A second name for the same file: at no instant is one of the two missing.
                disk.link(file(profile), old);
                disk.replace(old, backup(profile));
            }
            disk.replace(temporary, file(profile));
        } catch (IOException e) {
            try {
                disk.delete(temporary);
                disk.delete(old);
            } catch (IOException leftover) {
                // It goes at the next start; what went wrong first is what counts.
                e.addSuppressed(leftover);
            }
            throw e;
        }
    }

    private Path temporary(String profile) {
        return path.resolve("." + profile + "." + temporaries.incrementAndGet() + TEMPORARY);
    }

    /** The new file is in place but may not outlive a power cut, so the change has failed: back to the old one. */
    private void undo(String profile, boolean first, IOException reason) throws CredentialStoreException {
        Path old = temporary(profile);
        try {
            if (first) {
                disk.delete(file(profile));
            } else {
                disk.link(backup(profile), old);
                disk.replace(old, file(profile));
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
            throw new CredentialStoreException(
                    file(profile) + " is new or old, the disk does not tell; check the disk and restart", reason);
        }
    }

    /** Lets the next store in. The lock file stays: removing it would race with whoever opens it. */
    @Override
    public void close() throws IOException {
        try {
            if (lock != null) {
                lock.close();
            }
        } finally {
            if (lockedPath != null) {
                LOCKED.remove(lockedPath);
                lockedPath = null;
            }
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
