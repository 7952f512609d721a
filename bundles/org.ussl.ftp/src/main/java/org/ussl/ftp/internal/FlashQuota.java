// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is below {@code /flash} within its bounds. What clients do is counted as they do it; what others do there
 * is found by counting anew, once in a while and before a client is refused. Safe for use by many threads.
 */
final class FlashQuota {

    /** What {@link #take} takes without looking at the disk again. */
    private static final long STEP = 1 << 20;

    private static final Duration COUNT_LASTS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(1);
    /** What a full disk may still say that it has. */
    private static final long LEFT_OVER = 64 * 1024;

    private static final int DISK_FULL = 452;
    private static final int TOO_MUCH = 552;

    private final Path root;
    private final FlashBounds bounds;
    private final LongSupplier nanos;

    private long bytes;
    private long entries;
    private boolean counted;
    private long countedAt;
    private long untilNextLook;

    /** The clock counts nanoseconds from anywhere. */
    FlashQuota(Path root, FlashBounds bounds, LongSupplier nanos) {
        this.root = root;
        this.bounds = bounds;
        this.nanos = nanos;
    }

    long maxFileBytes() {
        return bounds.maxFileBytes();
    }

    /** Takes the place of a file or folder that is about to be made. */
    synchronized void takeEntry() throws IOException {
        checkDisk();
        countIfOlderThan(COUNT_LASTS);
        if (entries >= bounds.maxEntries()) {
            countIfOlderThan(BETWEEN_COUNTS);
        }
        if (entries >= bounds.maxEntries()) {
            throw WriteRefusedException.because(
                    TOO_MUCH,
                    "There are " + entries + " files and folders below /flash, which is as many as may be"
                            + " (maxFlashEntries); delete some first");
        }
        entries++;
    }

    /** Takes room for bytes that are about to be written. */
    synchronized void take(long count) throws IOException {
        untilNextLook -= count;
        if (untilNextLook < 0) {
            checkDisk();
        }
        countIfOlderThan(COUNT_LASTS);
        if (bytes + count > bounds.maxBytes()) {
            countIfOlderThan(BETWEEN_COUNTS);
        }
        if (bytes + count > bounds.maxBytes()) {
            throw WriteRefusedException.because(
                    TOO_MUCH,
                    "/flash is full: its files may have " + bounds.maxBytes()
                            + " bytes together (maxFlashBytes); delete some first");
        }
        bytes += count;
    }

    /** Looks whether the disk has room; asked for before each file, too. */
    synchronized void checkDisk() throws IOException {
        long free = Files.getFileStore(root).getUsableSpace();
        if (free < bounds.minFreeBytes()) {
            throw diskFull();
        }
        untilNextLook = STEP;
    }

    private static WriteRefusedException diskFull() {
        return WriteRefusedException.because(
                DISK_FULL, "The gateway's disk is full; nothing more can be stored until there is room again");
    }

    /**
     * What a failed write means: the system's words for a full disk depend on its language, and its disk may be full
     * although it has a little room.
     */
    synchronized IOException explained(IOException failure) throws IOException {
        if (failure instanceof WriteRefusedException) {
            return failure;
        }
        counted = false;
        long free = Files.getFileStore(root).getUsableSpace();
        return free < Math.max(bounds.minFreeBytes(), LEFT_OVER) ? diskFull() : failure;
    }

    /** Gives back what is gone. */
    synchronized void giveBack(long goneBytes, int goneEntries) {
        bytes = Math.max(0, bytes - goneBytes);
        entries = Math.max(0, entries - goneEntries);
    }

    /** Says that something has changed that was not counted. */
    synchronized void forget() {
        counted = false;
    }

    private void countIfOlderThan(Duration age) throws IOException {
        long now = nanos.getAsLong();
        if (counted && now - countedAt <= age.toNanos()) {
            return;
        }
        Count count = new Count(bounds.maxEntries());
        Files.walkFileTree(root, count);
        bytes = count.bytes;
        // The folder itself is no entry.
        entries = count.entries - 1;
        counted = true;
        countedAt = nanos.getAsLong();
    }

    /** Whatever others have put there: what cannot be read does not count, and there is an end to looking. */
    private static final class Count extends SimpleFileVisitor<Path> {

        private final int most;
        private long bytes;
        private long entries;

        Count(int most) {
            this.most = most;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            entries++;
            return entries > most ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            entries++;
            bytes += attributes.isRegularFile() ? attributes.size() : 0;
            return entries > most ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
