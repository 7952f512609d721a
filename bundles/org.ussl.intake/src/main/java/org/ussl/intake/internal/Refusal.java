// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/**
 * Words a refusal. Every text starts with the file's name and is one line, because it becomes the reply of a transport.
 * No refusal of a content carries a parser's exception as its cause: parsers quote what they read.
 */
final class Refusal {

    private Refusal() {}

    static CredentialRejectedException of(CredentialPart part, Reason reason, String text) {
        return new CredentialRejectedException(reason, part.fileName() + ": " + Printable.line(text, 300));
    }

    static CredentialRejectedException damaged(CredentialPart part, String how) {
        return of(part, Reason.MALFORMED, "broken off or damaged: " + how);
    }

    /** Nothing is wrong with the part: the gateway could not take it, and may later. */
    static CredentialRejectedException unavailable(CredentialPath path, String why, Throwable cause) {
        return new CredentialRejectedException(
                Reason.STORE_UNAVAILABLE, path.part().fileName() + ": not stored: " + Printable.line(why, 300), cause);
    }
}
