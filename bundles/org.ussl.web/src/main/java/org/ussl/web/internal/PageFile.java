// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A file that the page is made of, the same for everybody.
 *
 * @param type its media type
 * @param content its bytes; nobody changes them
 * @param tag an entity tag (RFC 9110, section 8.8.3), with which a browser asks whether it has changed
 */
record PageFile(String type, byte[] content, String tag) {

    /** All of them by name; the page itself has the empty name. */
    static Map<String, PageFile> all() {
        Map<String, PageFile> files = new LinkedHashMap<>();
        files.put("", load("page.html", "text/html; charset=utf-8"));
        files.put("page.css", load("page.css", "text/css; charset=utf-8"));
        files.put("page.js", load("page.js", "text/javascript; charset=utf-8"));
        files.put("icon.svg", load("icon.svg", "image/svg+xml"));
        return files;
    }

    private static PageFile load(String name, String type) {
        try (InputStream stream = PageFile.class.getResourceAsStream(name)) {
            byte[] content = Objects.requireNonNull(stream, name).readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return new PageFile(type, content, '"' + HexFormat.of().formatHex(digest, 0, 8) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of this bundle cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
