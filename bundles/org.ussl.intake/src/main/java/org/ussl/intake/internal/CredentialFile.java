// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.util.Arrays;
import java.util.List;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/**
 * An upload, taken apart into its blocks. PEM or DER is told by the content, never by the name.
 *
 * @param part as what it was uploaded
 * @param blocks what is in it; at least one
 */
record CredentialFile(CredentialPart part, List<Block> blocks) implements AutoCloseable {

    static CredentialFile read(CredentialPart part, byte[] content, int maxBytes) throws CredentialRejectedException {
        if (content.length == 0) {
            throw Refusal.of(part, Reason.EMPTY, "is empty");
        }
        if (content.length > maxBytes) {
            throw Refusal.of(part, Reason.TOO_LARGE, "is larger than " + maxBytes + " bytes");
        }
        if (content[0] == 0x30 && DerShape.fault(content).isEmpty()) {
            return new CredentialFile(part, List.of(new Block(BlockKind.ofContent(content), content.clone(), null)));
        }
        if (PemText.looksLikePem(content)) {
            return new CredentialFile(part, PemText.blocks(part, content));
        }
        if (content[0] == 0x30) {
            throw Refusal.damaged(part, DerShape.fault(content).orElseThrow());
        }
        throw Refusal.of(part, Reason.MALFORMED, "is neither PEM nor DER");
    }

    boolean holdsCertificate() {
        return blocks.stream().anyMatch(block -> block.kind() == BlockKind.CERTIFICATE);
    }

    boolean holdsKey() {
        return blocks.stream().anyMatch(block -> block.kind().isKey());
    }

    /** Overwrites what was read. */
    @Override
    public void close() {
        blocks.forEach(block -> Arrays.fill(block.content(), (byte) 0));
    }
}
