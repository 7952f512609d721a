// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import org.ussl.credential.CertificateInfo;
import org.ussl.credential.PendingPart;

/** A part that waits, in a line. */
final class PendingWords {

    private PendingWords() {}

    static String of(PendingPart part) {
        String from = CredentialWords.words(part.origin());
        return part.part().fileName()
                + part.certificate()
                        .map(CertificateInfo::subject)
                        .map(name -> " (" + name + ")")
                        .orElse("")
                + part.arrivedAt().map(time -> " since " + Text.minute(time)).orElse("")
                + (from.isEmpty() ? "" : ", " + from)
                + part.expiresAt().map(time -> ", until " + Text.minute(time)).orElse("");
    }
}
