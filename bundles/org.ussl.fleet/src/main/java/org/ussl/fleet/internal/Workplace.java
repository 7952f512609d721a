// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ussl.fleet.internal.book.Memory;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;

/**
 * An operator's folder: his keys, the cards of the operators whom he believes, where the fleet is, and what this
 * machine has seen of it. Nothing of the fleet's state is here.
 *
 * @param folder the folder
 */
record Workplace(Path folder) {

    private static final String KEYS = "operator.pem";
    private static final String OPERATORS = "operators";
    private static final String SETTINGS = "fleet.properties";
    private static final String MEMORY = "seen";

    /** Whether there are keys in it. */
    boolean isMade() {
        return Files.exists(folder.resolve(KEYS));
    }

    /** Makes it. */
    void make(SoftwareKeys keys, Settings settings, char[] passphrase) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        byte[] content = keys.save(passphrase);
        Path file = folder.resolve(KEYS);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        settings.write(folder.resolve(SETTINGS));
        Files.writeString(folder.resolve(OPERATORS), keys.party().card() + "\n", StandardCharsets.US_ASCII);
        // Last, because it tells that the folder is made.
        Files.write(file, content);
    }

    Settings settings() throws IOException, Refusal {
        try {
            return Settings.read(folder.resolve(SETTINGS));
        } catch (NoSuchFileException e) {
            throw new Refusal(folder + " is no operator's folder; make one with: fleet init --help");
        } catch (IllegalArgumentException e) {
            throw new Refusal(folder.resolve(SETTINGS) + ": " + e.getMessage());
        }
    }

    SoftwareKeys keys(Optional<Path> passphraseFile, Seat.Secrets secrets)
            throws IOException, GeneralSecurityException, Refusal {
        byte[] content = SecretFile.read("keys", folder.resolve(KEYS));
        char[] passphrase = Passphrase.read(passphraseFile, secrets);
        try {
            return SoftwareKeys.load(content, passphrase);
        } finally {
            Arrays.fill(passphrase, ' ');
        }
    }

    /** The operators whom this one believes, himself included. */
    List<Party> operators() throws IOException, Refusal {
        return cards(folder.resolve(OPERATORS));
    }

    /** Believes one more; whether he was not among them. */
    boolean trust(Party operator) throws IOException, Refusal {
        List<Party> all = new ArrayList<>(operators());
        if (all.contains(operator)) {
            return false;
        }
        all.add(operator);
        Path next = Files.createTempFile(folder, OPERATORS, ".new");
        Files.write(next, all.stream().map(Party::card).toList(), StandardCharsets.US_ASCII);
        Files.move(next, folder.resolve(OPERATORS), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Reads a file of cards, one a line. */
    static List<Party> cards(Path file) throws IOException, Refusal {
        List<Party> all = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                all.add(Party.parse(line));
            } catch (IllegalArgumentException e) {
                throw new Refusal(file + ": " + e.getMessage());
            }
        }
        if (all.isEmpty()) {
            throw new Refusal(file + ": no card in it");
        }
        return all;
    }

    Memory memory() throws IOException {
        return new Memory(folder.resolve(MEMORY));
    }
}
