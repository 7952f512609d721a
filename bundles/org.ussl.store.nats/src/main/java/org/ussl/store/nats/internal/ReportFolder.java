// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ussl.credential.CredentialPath;
import org.ussl.store.nats.internal.sealing.SealedValue;

/**
 * Sealed reports that the engine has not acknowledged yet, one file for each profile: a gateway that is killed between
 * taking a delivery and telling so tells it at its next start. Safe for use by many threads.
 */
public final class ReportFolder {

    private static final String END = ".report";

    private final Path folder;

    /**
     * Takes a folder.
     *
     * @param folder where the files are; it exists, and nobody else writes there
     */
    public ReportFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Keeps a report, in place of an older one of the profile; durable when it returns.
     *
     * @param profile the profile's name
     * @param sealed the report as it goes to the engine
     * @throws IOException if it could not be written
     */
    public synchronized void keep(String profile, byte[] sealed) throws IOException {
        Path file = file(profile);
        Path next = folder.resolve(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer content = ByteBuffer.wrap(sealed);
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Of which profiles there are reports.
     *
     * @return their names
     * @throws IOException if the folder cannot be read
     */
    public synchronized Set<String> profiles() throws IOException {
        Set<String> profiles = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(END))
                    .map(name -> name.substring(0, name.length() - END.length()))
                    .filter(CredentialPath::isProfileName)
                    .forEach(profiles::add);
        }
        return profiles;
    }

    /**
     * A report. A file that the engine would never take holds up no other one.
     *
     * @param profile the profile's name
     * @return it as it goes to the engine; absent if there is none, or a damaged file in its place
     * @throws IOException if it cannot be read
     */
    public synchronized Optional<byte[]> of(String profile) throws IOException {
        Path file = file(profile);
        if (!Files.exists(file) || Files.size(file) == 0 || Files.size(file) > SealedValue.MAX_BYTES) {
            return Optional.empty();
        }
        return Optional.of(Files.readAllBytes(file));
    }

    /**
     * The engine has a report. A newer one of the profile stays.
     *
     * @param profile the profile's name
     * @param sealed the report that it has
     * @throws IOException if the file cannot be removed
     */
    public synchronized void sent(String profile, byte[] sealed) throws IOException {
        Path file = file(profile);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), sealed)) {
            Files.delete(file);
        }
    }

    private Path file(String profile) {
        if (!CredentialPath.isProfileName(profile)) {
            throw new IllegalArgumentException("profile: no profile can have this name");
        }
        return folder.resolve(profile + END);
    }
}
