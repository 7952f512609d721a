// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a master key lies.
 *
 * @param setting how messages call it: the configuration's key and value
 * @param kind which kind of place
 * @param name the path of the file, absolute; or the name of the variable or credential; or the URI behind its colon
 */
record KeyLocation(String setting, Kind kind, String name) {

    /** A kind of place. */
    enum Kind {
        /** A file of the store's own, made at the first start. */
        FILE,
        /** An environment variable. */
        ENVIRONMENT,
        /** A file that systemd puts into {@code $CREDENTIALS_DIRECTORY} (LoadCredential=, LoadCredentialEncrypted=). */
        CREDENTIAL,
        /** A token, which derives it from a key that stays there. */
        TOKEN
    }

    static KeyLocation file(String key, String path) {
        try {
            Path file = Path.of(path).toAbsolutePath().normalize();
            return new KeyLocation(key + ": " + file, Kind.FILE, file.toString());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    static KeyLocation environment(String key, String variable) {
        return new KeyLocation(key + ": " + variable, Kind.ENVIRONMENT, variable);
    }

    static KeyLocation credential(String key, String name) {
        if (name.contains("/") || name.startsWith(".")) {
            throw new IllegalArgumentException(key + ": must be the name of a systemd credential, not a path");
        }
        return new KeyLocation(key + ": " + name, Kind.CREDENTIAL, name);
    }

    /** Takes a PKCS#11 URI. */
    static KeyLocation token(String key, String uri) {
        TokenKeyName name = TokenKeyName.parse(key, uri);
        String path = uri.startsWith("pkcs11:") ? uri.substring("pkcs11:".length()) : uri;
        return new KeyLocation(key + ": " + name.object() + " in the token of " + name.module(), Kind.TOKEN, path);
    }

    /** Reads {@code file:PATH}, {@code environment:NAME}, {@code credential:NAME} or a PKCS#11 URI. */
    static KeyLocation parse(String key, String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1).strip();
        if (colon > 0 && !rest.isEmpty()) {
            switch (text.substring(0, colon)) {
                case "file":
                    return file(key, rest);
                case "environment":
                    return environment(key, rest);
                case "credential":
                    return credential(key, rest);
                case "pkcs11":
                    return token(key, rest);
                default:
            }
        }
        throw new IllegalArgumentException(
                key + ": must be file:PATH, environment:NAME, credential:NAME or a pkcs11: URI");
    }

    /** What {@link #parse} reads. */
    String place() {
        return (kind == Kind.TOKEN ? "pkcs11" : kind.name().toLowerCase(Locale.ROOT)) + ":" + name;
    }

    /** The file, where it is one. */
    Path path() {
        return Path.of(name);
    }

    @Override
    public String toString() {
        return setting;
    }
}
