// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.Arrival;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.ProfileTransfer;
import org.ussl.store.file.internal.ProfileRecord.Version;
import org.ussl.store.file.internal.ProfileRecord.WaitingKey;

/** Profiles on their way between stores, in the form of a sealed file (decision 0023). */
final class SealedTransfer implements ProfileTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(SealedTransfer.class);

    private final ProfileChanges changes;
    private final KeyVault keys;
    private final IntSupplier keepVersions;
    private final Supplier<Instant> now;

    SealedTransfer(ProfileChanges changes, KeyVault keys, IntSupplier keepVersions, Supplier<Instant> now) {
        this.changes = changes;
        this.keys = keys;
        this.keepVersions = keepVersions;
        this.now = now;
    }

    @Override
    public Set<String> profiles() {
        return changes.profiles();
    }

    @Override
    public byte[] seal(String profile, boolean withKeys) throws CredentialStoreException {
        if (!profiles().contains(profile)) {
            throw new CredentialStoreException(profile + ": no such profile in this store", null);
        }
        try (ProfileRecord record = changes.read(profile)) {
            return changes.sealed().seal(withKeys ? movable(record) : withoutKeys(record));
        } catch (IOException | GeneralSecurityException e) {
            throw e instanceof CredentialStoreException refused
                    ? refused
                    : new CredentialStoreException(profile + " cannot be sealed: " + e.getMessage(), e);
        }
    }

    private ProfileRecord movable(ProfileRecord record) throws CredentialStoreException {
        if (keys.isElsewhere() && !record.keys().isEmpty()) {
            throw new CredentialStoreException(
                    record.profile()
                            + ": its keys are in a token, which they cannot leave; deliver new ones to the other"
                            + " store, or move what it trusts alone",
                    null);
        }
        return record;
    }

    private static ProfileRecord withoutKeys(ProfileRecord record) throws CredentialStoreException {
        List<Version> used = record.inUse().map(Version::withoutIdentity).filter(version -> !version.isEmpty()).stream()
                .toList();
        if (used.isEmpty()) {
            throw new CredentialStoreException(
                    record.profile() + ": there is nothing to move but its keys and their certificates", null);
        }
        return new ProfileRecord(record.profile(), record.lastRevision(), used, List.of(), null, Map.of());
    }

    @Override
    public long takeOver(String profile, byte[] sealed, boolean replace, Origin origin)
            throws CredentialStoreException {
        try (ProfileRecord other = changes.sealed().open(profile, sealed)) {
            return takeOver(other, replace, origin);
        } catch (DamagedFileException e) {
            throw new CredentialStoreException(
                    profile + " is not taken over: it " + e.getMessage()
                            + "; both stores need the same master key (ussl:rekey)",
                    e);
        } catch (IOException e) {
            throw e instanceof CredentialStoreException refused
                    ? refused
                    : new CredentialStoreException(profile + " is not taken over: " + e.getMessage(), e);
        }
    }

    /** The same for a record that its caller closes. */
    long takeOver(ProfileRecord other, boolean replace, Origin origin) throws CredentialStoreException {
        String profile = other.profile();
        Version came = other.inUse().orElse(null);
        Published there = changes.state(profile);
        try (ProfileRecord present = changes.read(profile)) {
            Version used = present.inUse().orElse(null);
            if (used != null && came != null && used.isLike(came)) {
                return used.revision();
            }
            if (!replace && (there.isInUse() || there.isWaiting())) {
                throw new CredentialStoreException(
                        profile + " is in this store already, with another content; nothing has changed", null);
            }
        }
        TakenKeys taken = new TakenKeys(keys, profile);
        try {
            if (came == null) {
                changes.make(profile, before -> next(before, other, origin, taken));
                return 0;
            }
            return changes.use(profile, before -> next(before, other, origin, taken))
                    .revision();
        } catch (CredentialStoreException | RuntimeException e) {
            taken.drop();
            throw e;
        }
    }

    private ProfileRecord next(ProfileRecord before, ProfileRecord other, Origin origin, TakenKeys taken)
            throws GeneralSecurityException {
        List<Version> versions = new ArrayList<>();
        Version came = other.inUse().orElse(null);
        for (Version version : other.versions()) {
            try {
                versions.add(taken(version, taken));
            } catch (GeneralSecurityException e) {
                if (version == came) {
                    throw e;
                }
                LOG.warn("{}: {} stays behind: {}", other.profile(), version, e.getMessage());
            }
        }
        Map<CredentialPart, Arrival> arrivals = new HashMap<>(other.arrivals());
        WaitingKey waiting = waiting(other, taken);
        if (waiting == null) {
            arrivals.remove(CredentialPart.KEY);
        }
        long last = Math.max(before.lastRevision(), other.lastRevision());
        ProfileRecord moved =
                new ProfileRecord(other.profile(), last, versions, other.waitingChain(), waiting, arrivals);
        return came == null
                ? moved
                : moved.withVersion(
                        versions.get(0).again(last + 1, now.get(), Change.migration(origin)), keepVersions.getAsInt());
    }

    private static Version taken(Version version, TakenKeys taken) throws GeneralSecurityException {
        Pkcs8Key key = version.key();
        if (key == null) {
            return version;
        }
        PublicKey publicKey =
                CertificateEncoding.certificates(version.chain()).get(0).getPublicKey();
        return version.withKey(taken.take(publicKey, key));
    }

    private static @Nullable WaitingKey waiting(ProfileRecord other, TakenKeys taken) {
        WaitingKey waiting = other.waitingKey();
        if (waiting == null) {
            return null;
        }
        try {
            PublicKey publicKey = CertificateEncoding.publicKey(waiting.publicKey());
            return new WaitingKey(waiting.publicKey(), taken.take(publicKey, waiting.key()));
        } catch (GeneralSecurityException e) {
            LOG.warn("{}: the key that waits stays behind: {}", other.profile(), e.getMessage());
            return null;
        }
    }
}
