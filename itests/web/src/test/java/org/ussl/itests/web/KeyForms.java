// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The secret number of a key, in each form that it could be written in. */
final class KeyForms {
    private KeyForms() {}

    static List<String> of(PrivateKey key) {
        BigInteger s = ((ECPrivateKey) key).getS();
        byte[] number = s.toByteArray();
        byte[] secret = Arrays.copyOfRange(number, number.length - 31, number.length);
        List<String> forms = new ArrayList<>();
        forms.add(new String(secret, StandardCharsets.ISO_8859_1));
        forms.add(HexFormat.of().formatHex(secret));
        forms.add(HexFormat.of().withUpperCase().formatHex(secret));
        forms.add(s.toString());
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + secret.length];
            System.arraycopy(secret, 0, shifted, shift, secret.length);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            forms.add(base64.substring(4, base64.length() - 4));
        }
        return forms;
    }
}
