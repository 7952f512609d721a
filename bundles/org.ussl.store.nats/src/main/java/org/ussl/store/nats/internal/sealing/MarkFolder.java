// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ussl.credential.CredentialPath;

/**
 * Marks as files of some lines, each replaced in one step. A damaged file is an error and never "nothing was taken".
 */
public final class MarkFolder implements Marks {

    private static final String END = ".mark";

    private final Path folder;

    /**
     * Takes a folder.
     *
     * @param folder where the files are; it exists, and nobody else can write there
     */
    public MarkFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public Mark last(String profile) throws IOException {
        Path file = file(profile);
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return Mark.NONE;
        }
        try {
            return Mark.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " is damaged: nothing is taken for " + profile + " before it is restored or removed", e);
        }
    }

    @Override
    public void remember(String profile, Mark mark) throws IOException {
        Path file = file(profile);
        Path next = folder.resolve(file.getFileName() + ".new");
        ByteBuffer text = ByteBuffer.wrap(mark.text().getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Of which profiles anything was taken, or begun.
     *
     * @return their names
     * @throws IOException if the folder cannot be read
     */
    public Set<String> profiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(END))
                    .map(name -> name.substring(0, name.length() - END.length()))
                    .filter(CredentialPath::isProfileName)
                    .collect(Collectors.toSet());
        }
    }

    private Path file(String profile) {
        if (!CredentialPath.isProfileName(profile)) {
            throw new IllegalArgumentException("profile: no profile can have this name");
        }
        return folder.resolve(profile + END);
    }
}
