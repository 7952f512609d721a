// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** How a private key may be written: raw, in hexadecimal, Base64 and decimal. */
final class KeyForms {
    private KeyForms() {}

    /** Whether bytes are among others. */
    static boolean isIn(byte[] content, byte[] wanted) {
        for (int i = 0; i + wanted.length <= content.length; i++) {
            if (Arrays.equals(content, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** As PEM would have to be read: its lines end within what is looked for. */
    static byte[] withoutLineEnds(byte[] content) {
        byte[] joined = new byte[content.length];
        int length = 0;
        for (byte each : content) {
            if (each != '\n' && each != '\r') {
                joined[length++] = each;
            }
        }
        return Arrays.copyOf(joined, length);
    }

    /** The secret number of the key as it may be written, whatever stands before it. */
    static List<byte[]> of(PrivateKey key) {
        byte[] der = key.getEncoded();
        byte[] number = ((ECPrivateKey) key).getS().toByteArray();
        byte[] secret = Arrays.copyOfRange(number, number.length - 31, number.length);
        List<byte[]> forms = new ArrayList<>();
        forms.add(secret);
        forms.add(ascii(HexFormat.of().formatHex(secret)));
        forms.add(ascii(HexFormat.of().withUpperCase().formatHex(secret)));
        forms.add(ascii(((ECPrivateKey) key).getS().toString()));
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + secret.length];
            System.arraycopy(secret, 0, shifted, shift, secret.length);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            forms.add(ascii(base64.substring(4, base64.length() - 4)));
        }
        if (!isIn(der, secret)) {
            throw new AssertionError("not where it was thought to be");
        }
        return forms;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
