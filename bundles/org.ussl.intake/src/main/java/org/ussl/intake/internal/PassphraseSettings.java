// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPath;

/** Reads the configured passphrases from where the configuration says they are. */
final class PassphraseSettings {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private PassphraseSettings() {}

    /**
     * Parses.
     *
     * @param environment where variables are looked up
     * @return the passphrases; the caller closes them
     * @throws IllegalArgumentException if a value is refused; its key is named, it is not quoted
     */
    static Passphrases parse(
            IntakeComponent.Config config, Function<String, @Nullable String> environment, Clock clock) {
        Map<String, Passphrase> byProfile = new HashMap<>();
        boolean whole = false;
        try {
            for (String entry : config._keyPassphrases()) {
                int sign = entry.indexOf('=');
                String profile = sign < 0 ? "" : entry.substring(0, sign).strip();
                if (!CredentialPath.isProfileName(profile) || sign == entry.length() - 1) {
                    throw new IllegalArgumentException(".keyPassphrases: each must be PROFILE=PASSPHRASE");
                }
                byProfile.put(profile, new Passphrase(entry.substring(sign + 1).toCharArray()));
            }
            Passphrases passphrases = new Passphrases(
                    forAll(
                            config._keyPassphrase(),
                            config.keyPassphraseFile(),
                            config.keyPassphraseEnvironment(),
                            environment),
                    byProfile,
                    clock);
            whole = true;
            return passphrases;
        } finally {
            if (!whole) {
                byProfile.values().forEach(Passphrase::close);
            }
        }
    }

    private static Optional<Passphrase> forAll(
            String passphrase, String file, String variable, Function<String, @Nullable String> environment) {
        if (Stream.of(passphrase, file, variable)
                        .filter(text -> !text.isEmpty())
                        .count()
                > 1) {
            throw new IllegalArgumentException(
                    "keyPassphraseFile: only one of .keyPassphrase, keyPassphraseFile and keyPassphraseEnvironment may be"
                            + " set");
        }
        if (!passphrase.isEmpty()) {
            return Optional.of(new Passphrase(passphrase.toCharArray()));
        }
        if (!file.isEmpty()) {
            return Optional.of(new Passphrase(fromFile(file)));
        }
        if (!variable.isEmpty()) {
            String value = environment.apply(variable);
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException(
                        "keyPassphraseEnvironment: there is no environment variable of this name");
            }
            return Optional.of(new Passphrase(value.toCharArray()));
        }
        return Optional.empty();
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
                bytes = stream.readNBytes(PassphraseFile.MAX_BYTES + 1);
            }
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("keyPassphraseFile: " + name + " cannot be read", e);
        }
        try {
            int length = PassphraseFile.firstLineLength(bytes);
            if (length == 0 || length > PassphraseFile.MAX_BYTES) {
                throw new IllegalArgumentException("keyPassphraseFile: its first line must be the passphrase, of 1 to "
                        + PassphraseFile.MAX_BYTES + " bytes");
            }
            return PassphraseFile.decoded(bytes, length);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("keyPassphraseFile: it is not UTF-8", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
