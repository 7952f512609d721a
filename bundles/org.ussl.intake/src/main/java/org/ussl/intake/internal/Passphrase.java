// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/**
 * The passphrase of encrypted private keys, in memory until it is closed. Every use gets its own copy, which it clears.
 */
final class Passphrase implements AutoCloseable {

    private final char[] characters;
    private boolean closed;

    /** Takes the characters; the array is this object's from now on. */
    Passphrase(char[] characters) {
        this.characters = characters;
    }

    /** As UTF-8, which is what every tool of today hashes; clear it after use. */
    synchronized byte[] utf8() throws CredentialRejectedException {
        requireOpen();
        ByteBuffer buffer = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        Arrays.fill(buffer.array(), (byte) 0);
        return bytes;
    }

    /** As PKCS#12 wants it: UTF-16 with a zero at the end (RFC 7292, appendix B.1); clear it after use. */
    synchronized byte[] pkcs12() throws CredentialRejectedException {
        requireOpen();
        // Bouncy Castle leaves out the zero at the end of the empty one.
        return characters.length == 0 ? new byte[2] : PBEParametersGenerator.PKCS12PasswordToBytes(characters);
    }

    /** Whether it has no characters, as containers without a passphrase have it. */
    boolean isEmpty() {
        return characters.length == 0;
    }

    /** Overwrites it; a use that comes later is refused. */
    @Override
    public synchronized void close() {
        Arrays.fill(characters, '\0');
        closed = true;
    }

    private void requireOpen() throws CredentialRejectedException {
        if (closed) {
            throw Refusal.of(
                    CredentialPart.KEY, Reason.STORE_UNAVAILABLE, "the intake was stopped meanwhile; upload it again");
        }
    }

    /** Nothing of the passphrase. */
    @Override
    public String toString() {
        return "Passphrase[***]";
    }
}
