// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.store.internal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Change;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.SigningKey;

/** What one profile has: the versions that are kept, newest first, and the parts that wait. Guarded by its store. */
final class Shelf {
    private static final int KEPT_VERSIONS = 5;

    private final String profile;
    private final Deque<CredentialVersion> versions = new ArrayDeque<>();
    private List<X509Certificate> waitingChain = List.of();
    private @Nullable SigningKey waitingKey;

    Shelf(String profile) {
        this.profile = profile;
    }

    /** Whether nothing is in use and nothing waits. Versions may be kept all the same, for a roll-back. */
    boolean isEmpty() {
        return current().map(CredentialVersion::isEmpty).orElse(true) && waitingChain.isEmpty() && waitingKey == null;
    }

    Optional<CredentialVersion> current() {
        return Optional.ofNullable(versions.peekFirst());
    }

    /** For display, so without keys. */
    List<CredentialVersion> history() {
        return versions.stream()
                .map(version -> copy(version, version.revision(), version.committedAt(), null, version.change()))
                .toList();
    }

    PendingCredential pending() {
        return new PendingCredential(waitingChain, waitingKey == null ? null : waitingKey.publicKey());
    }

    void hold(List<X509Certificate> chain) {
        waitingChain = List.copyOf(chain);
    }

    void hold(SigningKey key) {
        waitingKey = key;
    }

    boolean dropChain() {
        boolean waited = !waitingChain.isEmpty();
        waitingChain = List.of();
        return waited;
    }

    boolean dropKey() {
        boolean waited = waitingKey != null;
        waitingKey = null;
        return waited;
    }

    CredentialVersion commit(CredentialUpdate update) throws CredentialStoreException {
        CredentialVersion old = current()
                .orElse(new CredentialVersion(profile, 0, Instant.EPOCH, List.of(), List.of(), List.of(), null));
        CredentialUpdate.Identity identity = update.identity();
        CredentialVersion version = new CredentialVersion(
                profile,
                old.revision() + 1,
                Instant.now(),
                update.trustAnchors() == null ? old.trustAnchors() : update.trustAnchors(),
                update.crls() == null ? old.crls() : update.crls(),
                identity == null ? old.chain() : identity.chain(),
                identity == null ? old.key() : key(identity, old.key()),
                update.change());
        if (identity != null) {
            waitingChain = List.of();
            waitingKey = null;
        }
        return entered(version);
    }

    private @Nullable SigningKey key(CredentialUpdate.Identity identity, @Nullable SigningKey inUse)
            throws CredentialStoreException {
        return switch (identity.source()) {
            case NONE -> null;
            case CURRENT -> present(inUse);
            case PENDING -> present(waitingKey);
            case NEW -> MemoryKey.of(Objects.requireNonNull(identity.key()));
        };
    }

    /** A certificate without a key would be no identity: handshakes would fail with it, and say nothing of why. */
    private SigningKey present(@Nullable SigningKey key) throws CredentialStoreException {
        if (key == null) {
            throw new CredentialStoreException(
                    profile + " has no key for this certificate; upload private.key again", null);
        }
        return key;
    }

    CredentialVersion rollback(long revision, Change change) {
        CredentialVersion kept = versions.stream()
                .filter(version -> version.revision() == revision)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(profile + ": revision " + revision + " is not kept"));
        long next = versions.getFirst().revision() + 1;
        return entered(copy(kept, next, Instant.now(), kept.key(), change));
    }

    private CredentialVersion entered(CredentialVersion version) {
        versions.addFirst(version);
        if (versions.size() > KEPT_VERSIONS) {
            versions.removeLast();
        }
        return version;
    }

    private static CredentialVersion copy(
            CredentialVersion of, long revision, Instant committedAt, @Nullable SigningKey key, Change change) {
        return new CredentialVersion(
                of.profile(), revision, committedAt, of.trustAnchors(), of.crls(), of.chain(), key, change);
    }
}
