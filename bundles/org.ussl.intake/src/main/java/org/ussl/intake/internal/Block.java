// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import org.jspecify.annotations.Nullable;

/**
 * One thing in an upload.
 *
 * @param kind what it is
 * @param content its bytes, DER unless it is {@link BlockKind#ENCRYPTED_PEM}; cleared by {@link CredentialFile#close}
 * @param encryption the value of the header DEK-Info; {@code null} unless it is {@link BlockKind#ENCRYPTED_PEM}
 */
record Block(BlockKind kind, byte[] content, @Nullable String encryption) {

    /** Names the kind; nothing of the content. */
    @Override
    public String toString() {
        return "Block[" + kind + "]";
    }
}
