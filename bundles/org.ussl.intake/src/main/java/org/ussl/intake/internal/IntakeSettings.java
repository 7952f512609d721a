// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.ussl.credential.CredentialPart;

/**
 * The validated configuration, without its passphrases.
 *
 * @param maxFileBytes the largest upload that is looked at, unless it is a {@code crl.pem}
 * @param maxCrlBytes the largest {@code crl.pem} that is looked at
 * @param allowWeak whether short RSA keys and SHA-1 are taken
 * @param patience how long a part waits for its counterpart
 * @param audit where to record what happens; empty for nowhere
 */
record IntakeSettings(
        int maxFileBytes, int maxCrlBytes, boolean allowWeak, Duration patience, Optional<AuditLog> audit) {

    private static final int MIN_BYTES = 1024;
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_HOURS = 24 * 366;

    IntakeSettings {
        requireWithin("maxFileBytes", maxFileBytes, MIN_BYTES, MAX_BYTES);
        requireWithin("maxCrlBytes", maxCrlBytes, MIN_BYTES, MAX_BYTES);
    }

    /** Parses; a value that is refused is named by its key. */
    static IntakeSettings parse(IntakeComponent.Config config) {
        requireWithin("pendingHours", config.pendingHours(), 1, MAX_HOURS);
        requireWithin("auditMaxBytes", config.auditMaxBytes(), MIN_BYTES, 1 << 30);
        requireWithin("auditFiles", config.auditFiles(), 1, 100);
        return new IntakeSettings(
                config.maxFileBytes(),
                config.maxCrlBytes(),
                config.allowWeak(),
                Duration.ofHours(config.pendingHours()),
                config.auditFile().isBlank()
                        ? Optional.empty()
                        : Optional.of(new AuditLog(
                                path("auditFile", config.auditFile()),
                                config.auditMaxBytes(),
                                config.auditFiles() - 1)));
    }

    /** The largest upload of a part that is looked at. */
    int maxBytes(CredentialPart part) {
        return part == CredentialPart.CRL ? maxCrlBytes : maxFileBytes;
    }

    static void requireWithin(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": must be " + min + " to " + max + ", is " + value);
        }
    }

    private static Path path(String key, String text) {
        try {
            return Path.of(text.strip()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
