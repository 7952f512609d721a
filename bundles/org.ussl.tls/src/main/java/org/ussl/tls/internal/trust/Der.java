// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.cert.X509Extension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value in DER (X.690), as far as the JDK leaves an extension unread. Definite lengths and one-byte tags only,
 * which is all that these extensions have; anything else is an IllegalArgumentException, and the caller takes the safe
 * side.
 */
final class Der {
    static final int OCTET_STRING = 0x04;
    static final int OID = 0x06;

    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_FORM = 0x80;

    private final byte[] bytes;
    private final int start;
    private final int content;
    private final int end;

    private Der(byte[] bytes, int start, int limit) {
        this.bytes = bytes;
        this.start = start;
        require(limit - start >= 2 && (bytes[start] & 0x1f) != 0x1f);
        int length = bytes[start + 1] & 0xff;
        int at = start + 2;
        if (length >= LONG_FORM) {
            int count = length - LONG_FORM;
            require(count >= 1 && count <= 3 && at + count <= limit); // 16 MB; a handshake carries less
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | bytes[at + i] & 0xff;
            }
            at += count;
        }
        require(length <= limit - at);
        this.content = at;
        this.end = at + length;
    }

    /** Reads a value that takes up all of the bytes. */
    static Der of(byte[] bytes) {
        Der value = new Der(bytes, 0, bytes.length);
        require(value.end == bytes.length);
        return value;
    }

    /** The value of an extension, out of the octet string in which Java hands it over; {@code null} if it is absent. */
    static byte @Nullable [] extension(X509Extension source, String oid) {
        byte[] wrapped = source.getExtensionValue(oid);
        if (wrapped == null) {
            return null;
        }
        Der octets = of(wrapped);
        require(octets.tag() == OCTET_STRING);
        return octets.content();
    }

    int tag() {
        return bytes[start] & 0xff;
    }

    byte[] content() {
        return Arrays.copyOfRange(bytes, content, end);
    }

    /** The value with tag and length. */
    byte[] encoded() {
        return Arrays.copyOfRange(bytes, start, end);
    }

    /** What is in a constructed value. */
    List<Der> children() {
        require((tag() & CONSTRUCTED) != 0);
        List<Der> children = new ArrayList<>();
        for (int at = content; at < end; ) {
            Der child = new Der(bytes, at, end);
            children.add(child);
            at = child.end;
        }
        return children;
    }

    /** The child with a context-specific tag; {@code null} if there is none. */
    @Nullable
    Der tagged(int number) {
        for (Der child : children()) {
            if ((child.tag() & ~CONSTRUCTED) == (0x80 | number)) {
                return child;
            }
        }
        return null;
    }

    /** Whether a context-specific BOOLEAN is there and true. */
    boolean isSet(int number) {
        Der value = tagged(number);
        return value != null && value.end - value.content == 1 && bytes[value.content] != 0;
    }

    /** An object identifier in dotted form. */
    String oid() {
        require(tag() == OID && end > content);
        StringBuilder dotted = new StringBuilder();
        long arc = 0;
        for (int at = content; at < end; at++) {
            require(arc < 1L << 48);
            arc = arc << 7 | bytes[at] & 0x7f;
            if (bytes[at] >= 0) {
                if (dotted.isEmpty()) {
                    long first = Math.min(arc / 40, 2); // The first two share a number (X.690, 8.19.4).
                    dotted.append(first).append('.').append(arc - first * 40);
                } else {
                    dotted.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return dotted.toString();
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw new IllegalArgumentException("not DER as expected");
        }
    }
}
