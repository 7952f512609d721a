// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.store.file.internal.ProfileRecord.Version;

/**
 * Takes over what another store of sealed files has. Both have the same master key, and that is the whole permission: a
 * call of the API by which one store gives its keys to another one would give them to whoever says that it is a store.
 */
public final class SealedImport {
    private static final Logger LOG = LoggerFactory.getLogger(SealedImport.class);

    private final StoreFolder from;
    private final MasterKeySource master;

    /**
     * Reads from a folder, which may be in use by its store.
     *
     * @param settings where it is, and its master key
     */
    public SealedImport(StoreSettings settings) {
        Disk disk = new Disk();
        from = new StoreFolder(settings.folder(), disk);
        master = new MasterKeySource(settings.masterKey(), System::getenv, disk);
    }

    /**
     * Commits the version in use of each profile that the other store has none of. History and parts that wait stay
     * behind.
     *
     * @throws CredentialStoreException if one cannot be taken over; those before it are there then
     */
    public void into(SealedFileStore store) throws CredentialStoreException {
        try {
            List<String> profiles = from.profiles();
            if (profiles.isEmpty()) {
                return;
            }
            SealedProfiles sealed = new SealedProfiles(
                    from,
                    master.read().orElseThrow(() -> new CredentialStoreException(master.name() + " is missing", null)));
            for (String profile : profiles) {
                if (store.current(profile).isEmpty()) {
                    copy(profile, sealed, store);
                }
            }
        } catch (CredentialStoreException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new CredentialStoreException("importFolder: " + from + " cannot be taken over: " + e.getMessage(), e);
        }
    }

    private void copy(String profile, SealedProfiles sealed, SealedFileStore store)
            throws IOException, GeneralSecurityException {
        try (ProfileRecord record = sealed.read(profile)) {
            Version version = record.inUse().orElse(null);
            if (version == null) {
                return;
            }
            CredentialVersion content = CertificateEncoding.version(profile, version, null);
            if (content.isEmpty()) {
                return;
            }
            Pkcs8Key key = version.key();
            List<X509Certificate> chain = content.chain();
            KeyMaterial material = key == null
                    ? null
                    : new KeyMaterial(chain.get(0).getPublicKey(), key.der().clone());
            try {
                Identity identity = material == null ? null : Identity.withNewKey(chain, material);
                store.commit(
                        profile,
                        new CredentialUpdate(content.trustAnchors(), content.crls(), identity, version.change()));
                LOG.info(
                        "{}: taken over from {}, where its key still is; remove that folder when all is well",
                        profile,
                        from);
            } finally {
                if (material != null) {
                    material.close();
                }
            }
        }
    }
}
