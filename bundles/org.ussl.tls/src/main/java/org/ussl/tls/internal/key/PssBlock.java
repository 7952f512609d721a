// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.key;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Tells whether a block is what EMSA-PSS makes (RFC 8017, section 9.1.1) with one of TLS's hashes and a salt as long as
 * the hash. Whose hash it is cannot be seen; but a ciphertext that somebody wants decrypted has this form once in more
 * than 2 to the power of 500.
 */
final class PssBlock {
    private static final List<String> HASHES = List.of("SHA-256", "SHA-384", "SHA-512");
    private static final byte TRAILER = (byte) 0xbc;

    private PssBlock() {}

    /**
     * Looks at a block.
     *
     * @param block as long as the modulus
     * @param modulusBits the length of the modulus
     */
    static boolean isEncoded(byte[] block, int modulusBits) {
        int bits = modulusBits - 1;
        int length = (bits + 7) / 8;
        if (block.length != (modulusBits + 7) / 8 || block[block.length - 1] != TRAILER) {
            return false;
        }
        byte[] encoded = new byte[length];
        System.arraycopy(block, block.length - length, encoded, 0, length);
        int unused = 8 * length - bits;
        if ((block.length > length && block[0] != 0) || (encoded[0] & 0xff) >> (8 - unused) != 0) {
            return false;
        }
        return HASHES.stream().anyMatch(hash -> isEncoded(encoded, unused, digest(hash)));
    }

    private static boolean isEncoded(byte[] encoded, int unused, MessageDigest digest) {
        int hashLength = digest.getDigestLength();
        int maskedLength = encoded.length - hashLength - 1;
        int zeros = maskedLength - hashLength - 1;
        if (zeros < 0) {
            return false;
        }
        byte[] mask = mask(encoded, maskedLength, digest);
        for (int i = 0; i <= zeros; i++) {
            int plain = (encoded[i] ^ mask[i]) & 0xff;
            if (i == 0) {
                plain &= 0xff >> unused;
            }
            if (plain != (i < zeros ? 0 : 1)) {
                return false;
            }
        }
        return true;
    }

    /** MGF1 (RFC 8017, appendix B.2.1) of the hash that stands behind the masked part. */
    private static byte[] mask(byte[] encoded, int length, MessageDigest digest) {
        int hashLength = digest.getDigestLength();
        ByteBuffer mask = ByteBuffer.allocate((length / hashLength + 1) * hashLength);
        for (int counter = 0; mask.position() < length; counter++) {
            digest.update(encoded, length, hashLength);
            mask.put(digest.digest(ByteBuffer.allocate(4).putInt(counter).array()));
        }
        return mask.array();
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has " + name, e);
        }
    }
}
