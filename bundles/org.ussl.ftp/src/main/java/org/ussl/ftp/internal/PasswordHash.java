// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password's PBKDF2 hash (RFC 8018), written as {@code pbkdf2-sha256:<iterations>:<base64 salt>:<base64 hash>}.
 * Immutable.
 */
final class PasswordHash {

    /** What OWASP recommends for PBKDF2 with HMAC-SHA-256 (2023). */
    static final int RECOMMENDED_ITERATIONS = 210_000;

    private static final int MIN_ITERATIONS = 10_000;
    // A login must not cost minutes, whatever a configuration says.
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final String SCHEME = "pbkdf2-sha256";
    private static final int HASH_BYTES = 32;

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat the text
     */
    static PasswordHash parse(String text) {
        String[] fields = text.trim().split(":", -1);
        if (fields.length != 4 || !fields[0].equals(SCHEME)) {
            throw new IllegalArgumentException("must be " + SCHEME + ":<iterations>:<base64 salt>:<base64 hash>");
        }
        int iterations;
        byte[] salt;
        byte[] hash;
        try {
            iterations = Integer.parseInt(fields[1]);
            salt = Base64.getDecoder().decode(fields[2]);
            hash = Base64.getDecoder().decode(fields[3]);
        } catch (IllegalArgumentException e) {
            // Without the cause: its message repeats a part of the text.
            throw new IllegalArgumentException("the iterations must be a number, salt and hash base64");
        }
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException(
                    "the iterations must be " + MIN_ITERATIONS + " to " + MAX_ITERATIONS + ", not " + iterations);
        }
        if (salt.length < 8 || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException(
                    "the salt must have 8 bytes or more, and the hash " + HASH_BYTES + " bytes");
        }
        return new PasswordHash(iterations, salt, hash);
    }

    /** Hashes a password with a new salt; takes as long as a login does. */
    static PasswordHash of(char[] password, int iterations, SecureRandom random) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return new PasswordHash(iterations, salt, derive(password, salt, iterations));
    }

    /** A hash that no password is known for; comparing with it costs what a recommended one does. */
    static PasswordHash unknown() {
        return new PasswordHash(RECOMMENDED_ITERATIONS, new byte[16], new byte[HASH_BYTES]);
    }

    /** Compares in constant time. */
    boolean matches(char[] password) {
        return MessageDigest.isEqual(hash, derive(password, salt, iterations));
    }

    /** The text form, which {@link #parse} reads. */
    String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + ":" + iterations + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }

    /** Does not show the hash, which is worth guessing at. */
    @Override
    public String toString() {
        return "PasswordHash[" + iterations + " iterations]";
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }
}
