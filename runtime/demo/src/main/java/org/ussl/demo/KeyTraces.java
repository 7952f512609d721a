// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The forms in which a private key could show up: DER, the secret number alone, and both as Base64 and as hexadecimal.
 */
final class KeyTraces {
    /** Fewer characters of Base64 than this could be chance, or part of what all keys have in common. */
    private static final int SHORTEST_LINE = 40;

    private final List<byte[]> needles = new ArrayList<>();

    /** Adds a key to look for. */
    synchronized void add(PrivateKey key) {
        byte[] der = key.getEncoded();
        needles.add(der);
        hexadecimal(der);
        String body = Base64.getEncoder().encodeToString(der);
        for (int start = 0; start + SHORTEST_LINE <= body.length(); start += 64) {
            text(body.substring(start, Math.min(start + 64, body.length())));
        }
        if (key instanceof ECPrivateKey elliptic) {
            secret(elliptic.getS());
        }
    }

    /** How many traces of the keys are in this. */
    synchronized int count(byte[] haystack) {
        return (int)
                needles.stream().filter(needle -> contains(haystack, needle)).count();
    }

    /** How many traces of the keys are in the files of a folder. */
    int count(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToInt(this::countFile).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int countFile(Path file) {
        try {
            return count(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void secret(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] magnitude = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        needles.add(magnitude);
        hexadecimal(magnitude);
        text(number.toString());
        // Within longer Base64 the number begins at any of three places; what depends on its neighbours is cut off.
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[magnitude.length + shift];
            System.arraycopy(magnitude, 0, shifted, shift, magnitude.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            text(encoded.substring(shift == 0 ? 0 : shift + 1, encoded.length() - 1));
        }
    }

    private void hexadecimal(byte[] bytes) {
        text(HexFormat.of().formatHex(bytes));
        text(HexFormat.of().withUpperCase().formatHex(bytes));
        text(HexFormat.ofDelimiter(":").formatHex(bytes));
    }

    private void text(String text) {
        needles.add(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean contains(byte[] haystack, byte[] needle) {
        for (int start = 0; start <= haystack.length - needle.length; start++) {
            if (haystack[start] == needle[0]
                    && Arrays.equals(haystack, start, start + needle.length, needle, 0, needle.length)) {
                return true;
            }
        }
        return false;
    }
}
