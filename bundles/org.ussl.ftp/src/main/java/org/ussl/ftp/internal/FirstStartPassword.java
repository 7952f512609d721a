// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The password of a gateway that nobody has configured yet: random, shown once on the console, and kept as a hash in a
 * file that only the owner reads. Used by one thread.
 */
final class FirstStartPassword {

    /** The name to log in with: the original's. */
    static final String USER = "micro";

    private static final Logger LOG = LoggerFactory.getLogger(FirstStartPassword.class);

    // 32 characters that can be told apart on paper and typed on any keyboard: 5 bits each, 140 in all.
    private static final char[] ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789".toCharArray();
    private static final int GROUPS = 7;
    private static final int GROUP = 4;

    private final Path folder;
    private final Path file;
    private final PrintStream console;

    FirstStartPassword(Path stateFolder, PrintStream console) {
        folder = stateFolder;
        file = stateFolder.resolve("ftp-password");
        this.console = console;
    }

    /**
     * The account with the password that an earlier start has shown, or else with a new one, which is shown now.
     *
     * @throws IOException if the file cannot be read or written; nothing is shown then
     */
    FtpAccount account() throws IOException {
        Optional<FtpAccount> kept = keptAccount();
        return kept.isPresent() ? kept.get() : new HashedAccount(USER, create());
    }

    /**
     * The account with the password that an earlier start has shown; empty if none has.
     *
     * @throws IOException if the file cannot be read
     */
    Optional<FtpAccount> keptAccount() throws IOException {
        return kept().map(hash -> new HashedAccount(USER, hash));
    }

    /** Deletes the password, because accounts are configured now; it must not come back at the next start. */
    void forget() throws IOException {
        if (Files.deleteIfExists(file)) {
            LOG.info("FTP users are configured: the first-start password no longer counts");
        }
    }

    private Optional<PasswordHash> kept() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(PasswordHash.parse(Files.readString(file, StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage() + "; delete it to get a new password", e);
        }
    }

    private PasswordHash create() throws IOException {
        SecureRandom random = new SecureRandom();
        char[] password = new char[GROUPS * (GROUP + 1) - 1];
        try {
            for (int i = 0; i < password.length; i++) {
                password[i] = i % (GROUP + 1) == GROUP ? '-' : ALPHABET[random.nextInt(ALPHABET.length)];
            }
            PasswordHash hash = PasswordHash.of(password, PasswordHash.RECOMMENDED_ITERATIONS, random);
            keep(hash);
            show(password);
            return hash;
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private void keep(PasswordHash hash) throws IOException {
        PrivateFiles.createFolder(folder);
        Path temporary = file.resolveSibling("ftp-password.new");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PrivateFiles.fileAttributes(temporary))) {
            ByteBuffer text = ByteBuffer.wrap((hash.text() + "\n").getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Shows the password. On the console and not through the logger: a log file would keep it, and the console of a
     * first start is in front of the person who needs it.
     */
    private void show(char[] password) {
        synchronized (console) {
            console.println();
            console.println("No FTP user is configured. Log in as \"" + USER
                    + "\" with this password, which is shown only now:");
            console.print("    ");
            console.println(password);
            console.println("Lost it? Delete " + file + " and start again.");
            console.println();
            console.flush();
        }
    }
}
