// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/** A passphrase as it lies in a file: one line of UTF-8, with a line end or without. */
final class PassphraseFile {

    static final int MAX_BYTES = 1024;

    private PassphraseFile() {}

    /** Reads an uploaded one; the caller clears its array. */
    static Passphrase read(byte[] content) throws CredentialRejectedException {
        CredentialPart part = CredentialPart.PASSPHRASE;
        if (content.length == 0) {
            throw Refusal.of(part, Reason.EMPTY, "is empty");
        }
        int length = firstLineLength(content);
        int rest = length;
        while (rest < content.length && (content[rest] == '\n' || content[rest] == '\r')) {
            rest++;
        }
        // A key under the wrong name, most likely; it must not be kept as if it were a passphrase.
        if (rest < content.length) {
            throw Refusal.of(
                    part, Reason.MALFORMED, "has more than one line; it must be the passphrase and nothing else");
        }
        if (length == 0) {
            throw Refusal.of(part, Reason.EMPTY, "is empty");
        }
        if (length > MAX_BYTES) {
            throw Refusal.of(part, Reason.TOO_LARGE, "is larger than " + MAX_BYTES + " bytes");
        }
        try {
            return new Passphrase(decoded(content, length));
        } catch (CharacterCodingException e) {
            throw Refusal.of(part, Reason.MALFORMED, "is not UTF-8");
        }
    }

    /** An editor or echo leaves a line end, which is no part of the passphrase. */
    static int firstLineLength(byte[] content) {
        int length = 0;
        while (length < content.length && content[length] != '\n' && content[length] != '\r') {
            length++;
        }
        return length;
    }

    /** The first bytes as text; the caller clears it. */
    static char[] decoded(byte[] content, int length) throws CharacterCodingException {
        CharBuffer buffer = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, 0, length));
        char[] characters = Arrays.copyOf(buffer.array(), buffer.limit());
        Arrays.fill(buffer.array(), '\0');
        return characters;
    }
}
