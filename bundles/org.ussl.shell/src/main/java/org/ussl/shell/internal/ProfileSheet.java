// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.List;
import java.util.Locale;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CrlInfo;
import org.ussl.credential.PendingPart;

/** All that may be known of one profile, a thing a line. */
final class ProfileSheet {

    private ProfileSheet() {}

    static Table of(CredentialInfo info) {
        Table sheet = new Table(List.of("WHAT", "VALUE"), 16);
        sheet.row("profile", info.profile());
        sheet.row("revision", info.revision());
        if (info.revision() > 0) {
            String by = CredentialWords.words(info.change().origin());
            sheet.row("committed", Text.minute(info.committedAt()) + (by.isEmpty() ? "" : ", " + by));
        }
        int number = 0;
        for (CertificateInfo certificate : info.chain()) {
            number++;
            add(sheet, number == 1 ? "certificate" : "issuer " + (number - 1), certificate);
        }
        number = 0;
        for (CertificateInfo certificate : info.trustAnchors()) {
            number++;
            add(sheet, "CA " + number, certificate);
        }
        for (CrlInfo crl : info.crls()) {
            sheet.row("revocation list", crl.issuer());
            sheet.row(
                    "",
                    crl.revoked() + " revoked, of " + Text.minute(crl.thisUpdate())
                            + crl.nextUpdate()
                                    .map(next -> ", next by " + Text.minute(next))
                                    .orElse(""));
        }
        for (PendingPart part : info.pendingParts()) {
            sheet.row(Tone.LOOK, "waits", PendingWords.of(part));
        }
        return sheet;
    }

    private static void add(Table sheet, String what, CertificateInfo certificate) {
        sheet.row(what, certificate.subject());
        sheet.row("  issued by", certificate.issuer());
        sheet.row("  serial number", certificate.serialNumber());
        sheet.row("  valid", Text.minute(certificate.notBefore()) + " to " + Text.minute(certificate.notAfter()));
        sheet.row(
                "  SHA-256",
                certificate.fingerprint().replaceAll("(..)(?=.)", "$1:").toUpperCase(Locale.ROOT));
    }
}
