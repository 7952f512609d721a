// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.store.file.internal.ProfileRecord.Version;
import org.ussl.store.file.internal.ProfileRecord.WaitingKey;

/** What an update makes of a profile: parts that it does not name stay, and an identity leaves nothing waiting. */
final class NextVersion {

    private NextVersion() {}

    /**
     * Applies an update.
     *
     * @return the next state; it shares its keys with {@code before} and {@code update}, which their owners close
     */
    static ProfileRecord of(ProfileRecord before, CredentialUpdate update, Instant now, int keepVersions, KeyVault keys)
            throws IOException, GeneralSecurityException {
        Optional<Version> used = before.inUse();
        List<X509Certificate> trustAnchors = update.trustAnchors();
        List<X509CRL> crls = update.crls();
        Identity identity = update.identity();
        Version version = new Version(
                before.lastRevision() + 1,
                now,
                trustAnchors == null
                        ? used.map(Version::trustAnchors).orElse(List.of())
                        : CertificateEncoding.encodeCertificates(trustAnchors),
                crls == null ? used.map(Version::crls).orElse(List.of()) : CertificateEncoding.encodeCrls(crls),
                identity == null
                        ? used.map(Version::chain).orElse(List.of())
                        : CertificateEncoding.encodeCertificates(identity.chain()),
                identity == null ? used.map(Version::key).orElse(null) : key(before, identity, keys),
                update.change());
        ProfileRecord after = before.withVersion(version, keepVersions);
        return identity == null ? after : after.withoutWaiting();
    }

    private static @Nullable Pkcs8Key key(ProfileRecord before, Identity identity, KeyVault keys)
            throws CredentialStoreException, GeneralSecurityException {
        switch (identity.source()) {
            case NEW:
                KeyMaterial material = identity.key();
                return material == null
                        ? null
                        : new Pkcs8Key(keys.keep(before.profile(), material.publicKey(), material.pkcs8()));
            case PENDING:
                WaitingKey waiting = before.waitingKey();
                if (waiting != null) {
                    return waiting.key();
                }
                break;
            case CURRENT:
                Pkcs8Key key = before.inUse().map(Version::key).orElse(null);
                if (key != null) {
                    return key;
                }
                break;
            default:
                return null;
        }
        throw new CredentialStoreException(
                before.profile() + " has no key for this certificate any more; upload private.key again", null);
    }
}
