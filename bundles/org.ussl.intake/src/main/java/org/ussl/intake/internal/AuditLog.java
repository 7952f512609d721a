// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of one JSON object a line. When it has reached its size it becomes {@code FILE.1}, the one before
 * {@code FILE.2}, and the oldest goes. A line is on the medium when {@link #append} returns.
 *
 * <p>A log that cannot be written is an error in the system's log and nothing more: a full disk must not keep an
 * operator from replacing a certificate that expires today.
 */
final class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    /** For all: when the configuration changes, the last line of the one before may still be on its way. */
    private static final Object WRITING = new Object();

    private final Path file;
    private final long maxBytes;
    private final int kept;
    private boolean failed; // guarded by WRITING

    /** Takes how large a file may get and how many older ones are kept beside it. */
    AuditLog(Path file, long maxBytes, int kept) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.kept = kept;
    }

    /** Writes one line. */
    void append(Map<String, Object> event) {
        byte[] line = (Json.object(event) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (WRITING) {
            write(line);
        }
    }

    private void write(byte[] line) {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.exists(file) && Files.size(file) + line.length > maxBytes) {
                rotate();
            }
            try (FileChannel channel = FileChannel.open(file, APPEND, PRIVATE)) {
                ByteBuffer buffer = ByteBuffer.wrap(line);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            }
            failed = false;
        } catch (IOException | RuntimeException e) {
            if (!failed) {
                LOG.error("the audit log {} cannot be written, what happens to credentials goes unrecorded", file, e);
            }
            failed = true;
        }
    }

    private void rotate() throws IOException {
        for (int i = kept; i >= 1; i--) {
            Path older = i == 1 ? file : numbered(i - 1);
            if (Files.exists(older)) {
                Files.move(older, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(kept == 0 ? file : numbered(kept + 1));
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
