// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key under which all files of a store are sealed: 256 random bits. As text it is Base64 or hexadecimal. It wraps
 * the files' own keys (RFC 3394) and does nothing else.
 */
final class MasterKey {

    static final int BYTES = 32;

    private static final int ID_BYTES = 8;

    private final SecretKeySpec key;
    private final byte[] id;

    /** Takes the key's bytes; the caller clears its array. */
    MasterKey(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("not " + BYTES + " bytes");
        }
        key = new SecretKeySpec(bytes, "AES");
        id = id(bytes);
    }

    /**
     * Reads a key's text. It is never part of a message, not even where it is wrong.
     *
     * @param text ASCII; white space around the key is fine; the caller clears its array
     * @throws InvalidKeyException if it is no key
     */
    static MasterKey parse(byte[] text) throws InvalidKeyException {
        int from = 0;
        int to = text.length;
        while (from < to && text[from] >= 0 && text[from] <= ' ') {
            from++;
        }
        while (to > from && text[to - 1] >= 0 && text[to - 1] <= ' ') {
            to--;
        }
        byte[] trimmed = Arrays.copyOfRange(text, from, to);
        byte[] bytes = {};
        try {
            bytes = trimmed.length == 2 * BYTES
                    ? fromHex(trimmed)
                    : Base64.getDecoder().decode(trimmed);
            return new MasterKey(bytes);
        } catch (IllegalArgumentException e) {
            // The cause would quote a part of the text.
            throw new InvalidKeyException("must hold " + BYTES
                    + " bytes as Base64 or hexadecimal text, such as \"openssl rand -base64 32\" prints");
        } finally {
            Arrays.fill(trimmed, (byte) 0);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** What a file says of the key that it was sealed under; tells nothing of the key. */
    byte[] id() {
        return id.clone();
    }

    /** The same as text. */
    String idText() {
        return HexFormat.of().formatHex(id);
    }

    byte[] wrap(SecretKey contentKey) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.WRAP_MODE, key);
        return cipher.wrap(contentKey);
    }

    SecretKey unwrap(byte[] wrapped) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.UNWRAP_MODE, key);
        return (SecretKey) cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
    }

    @Override
    public String toString() {
        return "MasterKey[" + idText() + "]";
    }

    private static byte[] fromHex(byte[] text) {
        char[] digits = new char[text.length];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (char) (text[i] & 0xff);
        }
        try {
            return HexFormat.of().parseHex(digits, 0, digits.length);
        } finally {
            Arrays.fill(digits, '\0');
        }
    }

    /** A hash with a prefix of its own, so that the value says nothing of any other use of the key. */
    private static byte[] id(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("ussl kek id".getBytes(StandardCharsets.US_ASCII));
            return Arrays.copyOf(digest.digest(bytes), ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
