// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Credentials;
import org.ussl.credential.CrlInfo;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.PendingCredential;

/** Shows what the store has, and goes back in it. */
final class CredentialLedger implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialLedger.class);
    private static final int MAX_NAME_LENGTH = 512;

    private final CredentialStore store;
    private final ProfileTurns turns;

    CredentialLedger(CredentialStore store, ProfileTurns turns) {
        this.store = store;
        this.turns = turns;
    }

    @Override
    public List<CredentialInfo> profiles() {
        return store.profiles().stream().sorted().map(this::inUse).toList();
    }

    @Override
    public List<CredentialInfo> history(String profile) {
        try {
            long revision =
                    store.current(profile).map(CredentialVersion::revision).orElse(0L);
            Set<CredentialPart> pending = pending(profile);
            return store.history(profile).stream()
                    .map(version -> version.revision() == revision
                            ? info(version, true, pending)
                            : info(version, false, Set.of()))
                    .toList();
        } catch (CredentialStoreException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CredentialInfo rollback(String profile, long revision) {
        try (ProfileTurns.Turn turn = turns.take(profile)) {
            CredentialVersion version = store.rollback(profile, revision);
            LOG.info("{}: revision {} is in use again, as revision {}", profile, revision, version.revision());
            return info(version, true, pending(profile));
        } catch (CredentialStoreException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CredentialInfo inUse(String profile) {
        Optional<CredentialVersion> current = store.current(profile);
        Set<CredentialPart> pending = pending(profile);
        return current.map(version -> info(version, true, pending))
                .orElseGet(() -> new CredentialInfo(profile, 0, Instant.EPOCH, List.of(), List.of(), true, pending));
    }

    private Set<CredentialPart> pending(String profile) {
        PendingCredential pending = store.pending(profile);
        Set<CredentialPart> parts = EnumSet.noneOf(CredentialPart.class);
        if (!pending.chain().isEmpty()) {
            parts.add(CredentialPart.CERT);
        }
        if (pending.publicKey() != null) {
            parts.add(CredentialPart.KEY);
        }
        return parts;
    }

    private static CredentialInfo info(CredentialVersion version, boolean inUse, Set<CredentialPart> pending) {
        return new CredentialInfo(
                version.profile(),
                version.revision(),
                version.committedAt(),
                version.chain().stream().map(CredentialLedger::info).toList(),
                version.trustAnchors().stream().map(CredentialLedger::info).toList(),
                version.crls().stream().map(CredentialLedger::info).toList(),
                inUse,
                pending);
    }

    private static CrlInfo info(X509CRL list) {
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

    private static CertificateInfo info(X509Certificate certificate) {
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

    private static String fingerprint(byte[] der) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }

    private static String name(X500Principal principal) {
        return Printable.line(principal.getName(X500Principal.RFC2253), MAX_NAME_LENGTH);
    }
}
