// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;

/**
 * The validated configuration.
 *
 * @param maxFileBytes the largest upload that is looked at, unless it is a {@code crl.pem}
 * @param maxCrlBytes the largest {@code crl.pem} that is looked at
 * @param passphrase of encrypted keys; whoever made these settings closes it
 */
record IntakeSettings(int maxFileBytes, int maxCrlBytes, Optional<Passphrase> passphrase) {

    private static final int MIN_BYTES = 1024;
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_PASSPHRASE_BYTES = 1024;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    IntakeSettings {
        requireWithin("maxFileBytes", maxFileBytes);
        requireWithin("maxCrlBytes", maxCrlBytes);
    }

    private static void requireWithin(String key, int bytes) {
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(key + ": must be " + MIN_BYTES + " to " + MAX_BYTES + ", is " + bytes);
        }
    }

    /** The largest upload of a part that is looked at. */
    int maxBytes(CredentialPart part) {
        return part == CredentialPart.CRL ? maxCrlBytes : maxFileBytes;
    }

    /**
     * Parses.
     *
     * @param maxFileBytes the key {@code maxFileBytes}
     * @param maxCrlBytes the key {@code maxCrlBytes}
     * @param passphrase the key {@code .keyPassphrase}; empty if not set
     * @param file the key {@code keyPassphraseFile}; empty if not set
     * @param variable the key {@code keyPassphraseEnvironment}; empty if not set
     * @param environment where variables are looked up
     */
    static IntakeSettings parse(
            int maxFileBytes,
            int maxCrlBytes,
            String passphrase,
            String file,
            String variable,
            Function<String, @Nullable String> environment) {
        if (Stream.of(passphrase, file, variable)
                        .filter(text -> !text.isEmpty())
                        .count()
                > 1) {
            throw new IllegalArgumentException(
                    "keyPassphraseFile: only one of .keyPassphrase, keyPassphraseFile and keyPassphraseEnvironment may be"
                            + " set");
        }
        // The bounds are checked first, so that a refused configuration leaves no passphrase behind.
        IntakeSettings settings = new IntakeSettings(maxFileBytes, maxCrlBytes, Optional.empty());
        char @Nullable [] characters = null;
        if (!passphrase.isEmpty()) {
            characters = passphrase.toCharArray();
        } else if (!file.isEmpty()) {
            characters = fromFile(file);
        } else if (!variable.isEmpty()) {
            String value = environment.apply(variable);
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException(
                        "keyPassphraseEnvironment: there is no environment variable of this name");
            }
            characters = value.toCharArray();
        }
        return characters == null
                ? settings
                : new IntakeSettings(
                        settings.maxFileBytes, settings.maxCrlBytes, Optional.of(new Passphrase(characters)));
    }

    private static char[] fromFile(String name) {
        byte[] bytes;
        try {
            Path file = Path.of(name);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new IllegalArgumentException(
                        "keyPassphraseFile: " + file + " is open to others than its owner; do: chmod 600 " + file);
            }
            try (InputStream stream = Files.newInputStream(file)) {
                bytes = stream.readNBytes(MAX_PASSPHRASE_BYTES + 1);
            }
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("keyPassphraseFile: " + name + " cannot be read", e);
        }
        try {
            return decoded(bytes, firstLineLength(bytes));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** An editor or echo leaves a line end, which is no part of the passphrase. */
    private static int firstLineLength(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != '\n' && bytes[length] != '\r') {
            length++;
        }
        if (length == 0 || length > MAX_PASSPHRASE_BYTES) {
            throw new IllegalArgumentException("keyPassphraseFile: its first line must be the passphrase, of 1 to "
                    + MAX_PASSPHRASE_BYTES + " bytes");
        }
        return length;
    }

    private static char[] decoded(byte[] bytes, int length) {
        try {
            CharBuffer buffer = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            char[] characters = Arrays.copyOf(buffer.array(), buffer.limit());
            Arrays.fill(buffer.array(), '\0');
            return characters;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("keyPassphraseFile: it is not UTF-8", e);
        }
    }
}
