// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.file.internal.ProfileRecord.Version;
import org.ussl.store.file.internal.ProfileRecord.WaitingKey;

/**
 * A profile as readers see it.
 *
 * @param current the version in use; {@code null} if nothing was ever committed
 * @param pending what waits
 * @param lastRevision the highest revision that was ever used
 */
record Published(@Nullable CredentialVersion current, PendingCredential pending, long lastRevision) {

    static final Published NOTHING = new Published(null, PendingCredential.NONE, 0);

    /**
     * What readers see of a record. Fails before anything is written, if a part of it cannot be used.
     *
     * @param old what they see until now
     */
    static Published of(ProfileRecord record, Published old, KeyVault keys) throws GeneralSecurityException {
        CredentialVersion current = old.current;
        Version version = record.inUse().orElse(null);
        if (version != null && (current == null || current.revision() != version.revision())) {
            Pkcs8Key key = version.key();
            SigningKey handle = null;
            if (key != null) {
                X509Certificate own =
                        CertificateEncoding.certificates(version.chain()).get(0);
                handle = keys.open(record.profile(), own.getPublicKey(), key.der());
            }
            current = CertificateEncoding.version(record.profile(), version, handle);
        }
        WaitingKey waiting = record.waitingKey();
        PendingCredential pending = new PendingCredential(
                CertificateEncoding.certificates(record.waitingChain()),
                waiting == null ? null : CertificateEncoding.publicKey(waiting.publicKey()),
                record.arrivals());
        return new Published(current, pending, record.lastRevision());
    }

    boolean isInUse() {
        return current != null && !current.isEmpty();
    }

    boolean isWaiting() {
        return !pending.chain().isEmpty() || pending.publicKey() != null;
    }

    CredentialVersion inUse() {
        if (current == null) {
            throw new IllegalStateException("nothing was committed");
        }
        return current;
    }
}
