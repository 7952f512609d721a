// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ussl.credential.spi.CredentialStoreException;

/**
 * Where a token's PIN comes from. It is read when it is needed and kept nowhere here; it is part of no message.
 *
 * @param kind which kind of place
 * @param value the PIN itself, the path of its file, or the name of its systemd credential
 */
public record Pin(Kind kind, String value) {
    private static final int MAX_BYTES = 256;

    /** A kind of place. */
    public enum Kind {
        /** The configuration. */
        TEXT,
        /** A file of mode 0600. */
        FILE,
        /** A file that systemd puts into {@code $CREDENTIALS_DIRECTORY}. */
        CREDENTIAL
    }

    /** Takes the one that is given. */
    public static Pin of(String pin, String pinFile, String pinCredential) {
        Pin found = null;
        for (Pin each : new Pin[] {
            new Pin(Kind.TEXT, pin),
            new Pin(Kind.FILE, pinFile.strip()),
            new Pin(Kind.CREDENTIAL, pinCredential.strip())
        }) {
            if (!each.value().isEmpty()) {
                if (found != null) {
                    throw new IllegalArgumentException("pin, pinFile, pinCredential: give one of them, not several");
                }
                found = each;
            }
        }
        if (found == null) {
            throw new IllegalArgumentException("pin, pinFile, pinCredential: one of them must say the token's PIN");
        }
        if (found.kind() == Kind.CREDENTIAL
                && (found.value().contains("/") || found.value().startsWith("."))) {
            throw new IllegalArgumentException("pinCredential: must be the name of a systemd credential, not a path");
        }
        return found;
    }

    /**
     * Reads it.
     *
     * @param environment gives {@code null} for a variable that is not set
     * @return the PIN, for the caller to clear
     * @throws CredentialStoreException if it is not there, or others may read it
     */
    public char[] read(UnaryOperator<String> environment) throws CredentialStoreException {
        return switch (kind) {
            case TEXT -> value.toCharArray();
            case FILE ->
                read("pinFile", Path.of(value), PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
            case CREDENTIAL -> {
                String folder = environment.apply("CREDENTIALS_DIRECTORY");
                if (folder == null || folder.isBlank()) {
                    throw new CredentialStoreException(
                            "pinCredential: needs a start by systemd with LoadCredential= or LoadCredentialEncrypted="
                                    + " in the unit (CREDENTIALS_DIRECTORY is not set)",
                            null);
                }
                // A group's right to read may be the mask of an access control list there.
                yield read("pinCredential", Path.of(folder).resolve(value), PosixFilePermission.OTHERS_READ);
            }
        };
    }

    private static char[] read(String key, Path file, PosixFilePermission... forbidden)
            throws CredentialStoreException {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            for (PosixFilePermission permission : forbidden) {
                if (mode.contains(permission)) {
                    throw new CredentialStoreException(
                            key + ": " + file + " can be read by other users; change the PIN, then chmod 600 " + file,
                            null);
                }
            }
            byte[] bytes = new byte[MAX_BYTES];
            try (var in = Files.newInputStream(file)) {
                int length = in.readNBytes(bytes, 0, MAX_BYTES);
                while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
                    length--;
                }
                CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
                char[] pin = new char[text.remaining()];
                text.get(pin);
                Arrays.fill(text.array(), '\0');
                return pin;
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        } catch (CredentialStoreException e) {
            throw e;
        } catch (IOException e) {
            throw new CredentialStoreException(key + ": " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Names the place; nothing of a PIN. */
    @Override
    public String toString() {
        return switch (kind) {
            case TEXT -> "pin";
            case FILE -> "pinFile: " + value;
            case CREDENTIAL -> "pinCredential: " + value;
        };
    }
}
