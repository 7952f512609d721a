// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;

/**
 * Finds the PEM blocks in a text (RFC 7468, read laxly: any text around the blocks, any line ends, any line length).
 * Works on the bytes, because a reader of lines would leave a private key behind in Strings. Laxness ends where
 * something could get lost: an armour line that is damaged or has no counterpart refuses the file.
 */
final class PemText {

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final CredentialPart part;
    private final byte[] text;
    private final List<Block> blocks = new ArrayList<>();
    private int next;
    private int lineStart;
    private int lineEnd;

    private PemText(CredentialPart part, byte[] text) {
        this.part = part;
        this.text = text;
        this.next = startsWith(text, 0, text.length, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    }

    /** Whether there is an armour line, whole or not, anywhere. */
    static boolean looksLikePem(byte[] text) {
        for (int i = 0; i <= text.length - END.length; i++) {
            if (startsWith(text, i, text.length, BEGIN) || startsWith(text, i, text.length, END)) {
                return true;
            }
        }
        return false;
    }

    /** The blocks in their order; where it refuses, what it had read of keys is cleared. */
    static List<Block> blocks(CredentialPart part, byte[] text) throws CredentialRejectedException {
        PemText reader = new PemText(part, text);
        boolean whole = false;
        try {
            while (reader.nextLine()) {
                if (reader.lineHolds(BEGIN)) {
                    reader.readBlock(reader.label(BEGIN));
                } else if (reader.lineHolds(END)) {
                    throw Refusal.damaged(part, "a block's end has no beginning");
                }
            }
            if (reader.blocks.isEmpty()) {
                // An armour line that lost its end looks like PEM and opens no block.
                throw Refusal.damaged(part, "there is no whole PEM block in it");
            }
            whole = true;
            return reader.blocks;
        } finally {
            if (!whole) {
                reader.blocks.forEach(block -> Arrays.fill(block.content(), (byte) 0));
            }
        }
    }

    private void readBlock(String label) throws CredentialRejectedException {
        byte[] base64 = new byte[endFrom(next) - next];
        int length = 0;
        @Nullable String encryption = null;
        boolean encrypted = false;
        boolean inHeader = true;
        try {
            while (nextLine()) {
                if (lineHolds(END)) {
                    if (!label(END).equals(label)) {
                        throw Refusal.damaged(part, "-----BEGIN " + label + "----- ends with another name");
                    }
                    blocks.add(block(label, decode(label, Arrays.copyOf(base64, length)), encrypted, encryption));
                    return;
                }
                if (lineHolds(BEGIN)) {
                    break;
                }
                if (inHeader && contains((byte) ':')) {
                    String header = new String(text, lineStart, lineEnd - lineStart, StandardCharsets.US_ASCII);
                    String value = header.substring(header.indexOf(':') + 1).strip();
                    String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
                    encrypted |= name.equals("proc-type") && value.endsWith("ENCRYPTED");
                    encryption = name.equals("dek-info") ? value : encryption;
                } else {
                    inHeader = false;
                    for (int i = lineStart; i < lineEnd; i++) {
                        if (text[i] != ' ' && text[i] != '\t') {
                            base64[length++] = text[i];
                        }
                    }
                }
            }
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
        throw Refusal.damaged(part, "-----END " + label + "----- is missing");
    }

    private Block block(String label, byte[] content, boolean encrypted, @Nullable String encryption)
            throws CredentialRejectedException {
        BlockKind kind = BlockKind.ofLabel(label);
        if (encrypted) {
            if (!kind.isKey() || encryption == null) {
                throw Refusal.damaged(part, "the headers of -----BEGIN " + label + "----- do not fit");
            }
            return new Block(BlockKind.ENCRYPTED_PEM, content, encryption);
        }
        return new Block(kind, content, null);
    }

    private byte[] decode(String label, byte[] base64) throws CredentialRejectedException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw Refusal.damaged(part, "what stands in -----BEGIN " + label + "----- is not Base64");
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    /** Where the next block's end may stand: bounds what a block can hold, so that many small ones cost little. */
    private int endFrom(int start) {
        for (int i = start; i <= text.length - END.length; i++) {
            if (startsWith(text, i, text.length, END)) {
                return i;
            }
        }
        return Math.max(start, text.length);
    }

    /** Moves to the next line, without the blanks around it. */
    private boolean nextLine() {
        if (next >= text.length) {
            return false;
        }
        lineStart = next;
        while (next < text.length && text[next] != '\n' && text[next] != '\r') {
            next++;
        }
        lineEnd = next;
        next++;
        while (lineStart < lineEnd && (text[lineStart] == ' ' || text[lineStart] == '\t')) {
            lineStart++;
        }
        while (lineEnd > lineStart && (text[lineEnd - 1] == ' ' || text[lineEnd - 1] == '\t')) {
            lineEnd--;
        }
        return true;
    }

    private boolean lineHolds(byte[] armour) {
        for (int i = lineStart; i <= lineEnd - armour.length; i++) {
            if (startsWith(text, i, lineEnd, armour)) {
                return true;
            }
        }
        return false;
    }

    private boolean contains(byte sought) {
        for (int i = lineStart; i < lineEnd; i++) {
            if (text[i] == sought) {
                return true;
            }
        }
        return false;
    }

    private String label(byte[] armour) throws CredentialRejectedException {
        String line = new String(text, lineStart, lineEnd - lineStart, StandardCharsets.US_ASCII);
        int start = armour.length;
        int end = line.length() - 5;
        if (!startsWith(text, lineStart, lineEnd, armour) || end <= start || !line.endsWith("-----")) {
            throw Refusal.damaged(part, "the line " + Printable.line(line, 60) + " is not whole");
        }
        return line.substring(start, end);
    }

    private static boolean startsWith(byte[] text, int from, int to, byte[] prefix) {
        return to - from >= prefix.length && Arrays.equals(text, from, from + prefix.length, prefix, 0, prefix.length);
    }
}
