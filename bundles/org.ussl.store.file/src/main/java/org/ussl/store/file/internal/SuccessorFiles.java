// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that will take the place of others, all of them or none: {@code NAME.cms.next} beside {@code NAME.cms}, and a
 * marker that makes them valid. A redo log whose entries are whole files, so that finishing it needs no key and may be
 * repeated.
 */
final class SuccessorFiles {

    private static final String SUFFIX = ".next";
    private static final String MARKER = ".next-accepted";

    private final Path folder;
    private final Disk disk;

    SuccessorFiles(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /** Whether the successors count; they do from the marker's creation until all are in place. */
    boolean areAccepted() {
        return Files.exists(marker());
    }

    /** The file that counts for a name: its successor, where there is one that counts. */
    Path counting(Path file) {
        Path next = next(file);
        return areAccepted() && Files.exists(next) ? next : file;
    }

    /** Writes a successor, which does not count yet. */
    void prepare(Path file, byte[] content) throws IOException {
        disk.create(next(file), content);
    }

    /** Makes all of them count; durable when it returns. If it throws, none counts, unless the disk is beyond help. */
    void accept() throws IOException {
        // The successors' names first: a marker that survives a power cut without them would make half a change.
        disk.sync(folder);
        try {
            disk.create(marker(), new byte[0]);
            disk.sync(folder);
        } catch (IOException e) {
            disk.delete(marker());
            throw e;
        }
    }

    /** Puts them in place; durable when it returns. */
    void install() throws IOException {
        for (Path next : all()) {
            String name = String.valueOf(next.getFileName());
            disk.replace(next, folder.resolve(name.substring(0, name.length() - SUFFIX.length())));
        }
        disk.sync(folder);
        disk.delete(marker());
        disk.sync(folder);
    }

    /** Removes those that do not count. */
    void drop() throws IOException {
        for (Path next : all()) {
            disk.delete(next);
        }
    }

    /** Finishes or undoes what a crash has left. */
    void recover() throws IOException {
        if (areAccepted()) {
            install();
        } else {
            drop();
        }
    }

    private List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            files.forEach(all::add);
        }
        all.sort(null);
        return all;
    }

    private Path marker() {
        return folder.resolve(MARKER);
    }

    private static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }
}
