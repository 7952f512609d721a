// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.ussl.store.file.internal.Pin;

/**
 * Which token, checked.
 *
 * @param library the PKCS#11 module, absolute
 * @param slotListIndex which of the slots that the module lists
 * @param pin where the PIN comes from
 */
record TokenSettings(Path library, int slotListIndex, Pin pin) {
    /** The JDK's own format for it has quotes, comments and variables; a path needs none of these. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._+-]+");

    /** Refuses a bad value by its key. */
    TokenSettings {
        if (!library.isAbsolute() || !PLAIN.matcher(library.toString()).matches()) {
            throw new IllegalArgumentException(
                    "library: must be the absolute path of a PKCS#11 module (letters, digits and / . _ + -), such as"
                            + " /usr/lib/softhsm/libsofthsm2.so");
        }
        if (slotListIndex < 0) {
            throw new IllegalArgumentException("slotListIndex: " + slotListIndex + " is not 0 or more");
        }
    }

    /** What the JDK's provider is configured with for keys that sign: keys come in, or are made there, and stay. */
    String forSigning() {
        return configuration("ussl", "CKA_DERIVE = false");
    }

    /**
     * The same for keys that agree on secrets, and sign nothing. The secret itself is what the caller asks for: it is
     * an object of the session for as long as the JDK reads it.
     */
    String forAgreement() {
        return configuration("ussl-agreement", "CKA_DERIVE = true", "CKA_SIGN = false")
                + attributes(
                        "generate, CKO_SECRET_KEY, CKK_GENERIC_SECRET",
                        "CKA_SENSITIVE = false",
                        "CKA_EXTRACTABLE = true");
    }

    private String configuration(String name, String... onCurves) {
        String[] hidden = {"CKA_PRIVATE = true", "CKA_SENSITIVE = true", "CKA_EXTRACTABLE = false"};
        return String.join(
                "\n",
                "--name = " + name,
                "library = " + library,
                "slotListIndex = " + slotListIndex,
                attributes("import, CKO_PRIVATE_KEY, *", hidden)
                        + attributes("generate, CKO_PRIVATE_KEY, *", hidden)
                        + attributes("import, CKO_PRIVATE_KEY, CKK_EC", onCurves)
                        + attributes("generate, CKO_PRIVATE_KEY, CKK_EC", onCurves));
    }

    private static String attributes(String objects, String... values) {
        return "attributes(" + objects + ") = {\n  " + String.join("\n  ", values) + "\n}\n";
    }

    /** Names the token; nothing of its PIN. */
    @Override
    public String toString() {
        return "token in slot " + slotListIndex + " of " + library;
    }
}
