// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key in a token, named as by a PKCS#11 URI (RFC 7512), such as
 * {@code pkcs11:object=ussl-master?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/ussl/token.pin}.
 *
 * @param object the key's label
 * @param slotId the slot; {@code null} for the first that has a token
 * @param module the PKCS#11 module, absolute
 * @param pin where the PIN is
 */
record TokenKeyName(String object, @Nullable Integer slotId, Path module, Pin pin) {
    /** What needs no escape, neither in a URI nor in the JDK's configuration of a token. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._+-]+");

    private static final String FORM =
            "must be pkcs11:object=NAME?module-path=/PATH&pin-source=file:/PATH (or credential:NAME), with slot-id if it is"
                    + " not the first slot: pkcs11:slot-id=7;object=NAME?...";

    /**
     * Reads it.
     *
     * @param key the configuration's, for messages
     */
    static TokenKeyName parse(String key, String uri) {
        String text = uri.startsWith("pkcs11:") ? uri.substring("pkcs11:".length()) : uri;
        int question = text.indexOf('?');
        Map<String, String> values = new HashMap<>();
        if (question > 0) {
            add(key, text.substring(0, question).split(";"), values);
            add(key, text.substring(question + 1).split("&"), values);
        }
        String object = values.remove("object");
        String slot = values.remove("slot-id");
        String module = values.remove("module-path");
        String pin = values.remove("pin-source");
        if (object == null || module == null || pin == null || !values.isEmpty() || !module.startsWith("/")) {
            throw new IllegalArgumentException(key + ": " + FORM);
        }
        try {
            return new TokenKeyName(
                    object, slot == null ? null : Integer.valueOf(slot), Path.of(module), pin(key, pin));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": slot-id is no number", e);
        }
    }

    private static void add(String key, String[] parts, Map<String, String> values) {
        for (String part : parts) {
            int equals = part.indexOf('=');
            String value = part.substring(equals + 1);
            String plain = value.startsWith("file:") || value.startsWith("credential:")
                    ? value.substring(value.indexOf(':') + 1)
                    : value;
            if (equals < 1 || !PLAIN.matcher(plain).matches() || values.put(part.substring(0, equals), value) != null) {
                throw new IllegalArgumentException(key + ": " + FORM);
            }
        }
    }

    private static Pin pin(String key, String source) {
        if (source.startsWith("file:/")) {
            return Pin.of("", source.substring("file:".length()), "");
        }
        if (source.startsWith("credential:")) {
            return Pin.of("", "", source.substring("credential:".length()));
        }
        throw new IllegalArgumentException(key + ": pin-source must be file:/PATH or credential:NAME");
    }

    /** What the JDK's provider is configured with: an AES key that is made stays in the token. */
    String forSunPkcs11() {
        return String.join(
                "\n",
                "--name = ussl-master",
                "library = " + module,
                slotId == null ? "slotListIndex = 0" : "slot = " + slotId,
                "attributes(generate, CKO_SECRET_KEY, CKK_AES) = {",
                "  CKA_PRIVATE = true",
                "  CKA_SENSITIVE = true",
                "  CKA_EXTRACTABLE = false",
                "  CKA_ENCRYPT = true",
                "}",
                "");
    }
}
