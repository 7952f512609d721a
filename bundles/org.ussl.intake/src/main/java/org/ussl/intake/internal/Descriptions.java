// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CrlInfo;
import org.ussl.credential.PendingPart;
import org.ussl.credential.spi.CredentialVersion;

/** Turns what a store has into what may be shown of it. */
final class Descriptions {

    private static final int MAX_NAME_LENGTH = 512;

    private Descriptions() {}

    static CredentialInfo of(CredentialVersion version, boolean inUse, List<PendingPart> pending) {
        return new CredentialInfo(
                version.profile(),
                version.revision(),
                version.committedAt(),
                version.chain().stream().map(Descriptions::of).toList(),
                version.trustAnchors().stream().map(Descriptions::of).toList(),
                version.crls().stream().map(Descriptions::of).toList(),
                inUse,
                pending.stream().map(PendingPart::part).collect(Collectors.toSet()),
                pending,
                version.change());
    }

    static CertificateInfo of(X509Certificate certificate) {
        try {
            return new CertificateInfo(
                    name(certificate.getSubjectX500Principal()),
                    name(certificate.getIssuerX500Principal()),
                    certificate.getSerialNumber().toString(16),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    fingerprint(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate of the store has no encoding", e);
        }
    }

    private static CrlInfo of(X509CRL list) {
        try {
            return new CrlInfo(
                    name(list.getIssuerX500Principal()),
                    RevocationLists.number(list).map(number -> number.toString(16)),
                    list.getThisUpdate().toInstant(),
                    Optional.ofNullable(list.getNextUpdate()).map(Date::toInstant),
                    RevocationLists.size(list),
                    fingerprint(list.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a revocation list of the store has no encoding", e);
        }
    }

    private static String fingerprint(byte[] der) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }

    private static String name(X500Principal principal) {
        return Printable.line(principal.getName(X500Principal.RFC2253), MAX_NAME_LENGTH);
    }
}
