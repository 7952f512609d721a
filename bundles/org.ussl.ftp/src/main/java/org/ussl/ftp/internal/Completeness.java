// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Whether an upload has come whole, as far as that can be told from what has come. In FTP the end of the data is the
 * end of the file (RFC 959, 3.3), and a client that dies or gives up ends it just so.
 */
enum Completeness {
    /** Nothing that was meant to come can be missing. */
    PROVEN,
    /** Perhaps: where a list of certificates ends, nothing tells. */
    POSSIBLE,
    /** Bytes are missing that ALLO has announced. */
    SHORT,
    /** It ends within a line behind its last block. */
    TORN;

    private static final String KEY = "private.key";

    private static final String END = "-----END ";

    private static final int SEQUENCE = 0x30;

    /**
     * Looks at a file.
     *
     * @param name the name of the credential's file, or any other
     * @param announced how many bytes ALLO has announced; {@link SessionTransfer#NOT_ANNOUNCED} for none
     * @param exact whether the bytes come as the client has counted them, so not in ASCII mode
     */
    static Completeness of(String name, byte[] content, long announced, boolean exact) {
        if (content.length < announced) {
            return SHORT;
        }
        int end = lastEnd(content);
        if (end >= 0 && isTorn(content, end)) {
            return TORN;
        }
        if (exact && content.length == announced) {
            return PROVEN;
        }
        // The one file that holds one thing which says itself where it ends.
        return name.equals(KEY) && (end >= 0 ? isKeyEnd(content, end) : isWholeDer(content)) ? PROVEN : POSSIBLE;
    }

    /** Where the last line begins that ends a PEM block; -1 if there is none. */
    private static int lastEnd(byte[] content) {
        byte[] armour = END.getBytes(StandardCharsets.US_ASCII);
        for (int i = content.length - armour.length; i >= 0; i--) {
            if (Arrays.equals(content, i, i + armour.length, armour, 0, armour.length)) {
                return i;
            }
        }
        return -1;
    }

    private static int lineEnd(byte[] content, int start) {
        int end = start;
        while (end < content.length && content[end] != '\n' && content[end] != '\r') {
            end++;
        }
        return end;
    }

    /** Text behind a block is allowed (RFC 7468, 2), but half a line is half of something. */
    private static boolean isTorn(byte[] content, int end) {
        int last = content.length;
        // Ctrl-Z and NUL: how some systems fill a file's last block.
        while (last > 0 && (content[last - 1] == 0x1a || content[last - 1] == 0)) {
            last--;
        }
        return lineEnd(content, end) < last && content[last - 1] != '\n' && content[last - 1] != '\r';
    }

    private static boolean isKeyEnd(byte[] content, int end) {
        return new String(content, end, lineEnd(content, end) - end, StandardCharsets.ISO_8859_1)
                .stripTrailing()
                .endsWith("PRIVATE KEY-----");
    }

    /** Whether this is one DER sequence with nothing missing and nothing behind it (X.690, 8.1.3). */
    private static boolean isWholeDer(byte[] content) {
        if (content.length < 2 || content[0] != SEQUENCE) {
            return false;
        }
        int first = content[1] & 0xff;
        int octets = first < 0x80 ? 0 : first & 0x7f;
        if (first == 0x80 || octets > 3 || content.length < 2 + octets) {
            return false;
        }
        int length = octets == 0 ? first : 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | content[2 + i] & 0xff;
        }
        return content.length == 2 + octets + length;
    }
}
