// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.book;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * The newest state of each key that this machine has seen, in a file that the engine cannot reach: an engine that shows
 * an older one, a card before it was revoked for instance, is found out. It holds nothing that cannot be lost.
 */
public final class Memory {

    private final Path file;
    private final Map<String, Long> newest = new TreeMap<>();

    /**
     * Reads the file.
     *
     * @param file where it is, or will be
     * @throws IOException if it is there and cannot be read
     */
    public Memory(Path file) throws IOException {
        this.file = file;
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                String[] words = line.split(" ");
                newest.put(words[0], Long.parseLong(words[1]));
            }
        } catch (NoSuchFileException e) {
            // The first time.
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(file + " is damaged; remove it, and an older state of the bucket is not noticed", e);
        }
    }

    /** Refuses what is older than what was seen, and remembers the rest. */
    void see(String key, long serial) throws UntrustedException {
        long before = newest.getOrDefault(key, 0L);
        if (serial < before) {
            throw new UntrustedException(key + ": the engine shows its state " + serial + ", and " + before
                    + " was seen on this machine: it went back, and is not used. If the bucket was restored from a"
                    + " backup, remove " + file);
        }
        newest.put(key, serial);
    }

    /**
     * Writes the file.
     *
     * @throws IOException if that fails
     */
    public void save() throws IOException {
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "seen", ".new");
        StringBuilder text = new StringBuilder();
        newest.forEach(
                (key, serial) -> text.append(key).append(' ').append(serial).append('\n'));
        Files.writeString(next, text, StandardCharsets.US_ASCII);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
