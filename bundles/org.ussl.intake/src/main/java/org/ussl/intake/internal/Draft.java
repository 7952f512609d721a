// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Change;
import org.ussl.credential.Change.Action;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;

/**
 * A change of one profile that several parts make together. It looks like the store, with what was decided so far done,
 * and the store knows nothing of it until it is {@linkplain #keep kept}. Used by one thread, in the profile's turn.
 */
final class Draft implements CredentialStore {

    private final CredentialStore store;
    private final String profile;
    private final Origin origin;
    private final Set<CredentialPart> parts = EnumSet.noneOf(CredentialPart.class);
    private final Set<CredentialPart> dropped = EnumSet.noneOf(CredentialPart.class);
    private boolean delivers;
    private @Nullable List<X509Certificate> anchors;
    private @Nullable List<X509CRL> crls;
    private @Nullable Identity identity;
    private @Nullable List<X509Certificate> heldChain;
    private @Nullable KeyMaterial heldKey;
    private PendingCredential pending;

    Draft(CredentialStore store, String profile, Origin origin) {
        this.store = store;
        this.profile = profile;
        this.origin = origin;
        this.pending = store.pending(profile);
    }

    /** Writes it: one version, and what waits. */
    void keep() throws CredentialStoreException {
        if (anchors != null || crls != null || identity != null) {
            Change change = new Change(delivers ? Action.DELIVERY : Action.REMOVAL, parts, 0, origin);
            store.commit(profile, new CredentialUpdate(anchors, crls, identity, change));
        }
        if (identity == null) {
            for (CredentialPart part : dropped) {
                store.drop(profile, part);
            }
        }
        if (heldChain != null) {
            store.hold(profile, heldChain, origin);
        }
        if (heldKey != null) {
            store.hold(profile, heldKey, origin);
        }
    }

    @Override
    public Optional<CredentialVersion> current(String name) {
        Optional<CredentialVersion> before = store.current(profile);
        if (anchors == null && crls == null && identity == null) {
            return before;
        }
        return Optional.of(new CredentialVersion(
                profile,
                before.map(CredentialVersion::revision).orElse(0L) + 1,
                Instant.EPOCH,
                anchors != null
                        ? anchors
                        : before.map(CredentialVersion::trustAnchors).orElse(List.of()),
                crls != null ? crls : before.map(CredentialVersion::crls).orElse(List.of()),
                identity != null
                        ? identity.chain()
                        : before.map(CredentialVersion::chain).orElse(List.of()),
                null));
    }

    @Override
    public PendingCredential pending(String name) {
        return pending;
    }

    @Override
    public CredentialVersion commit(String name, CredentialUpdate update) {
        parts.addAll(update.change().parts());
        delivers |= update.change().action() == Action.DELIVERY;
        if (update.trustAnchors() != null) {
            anchors = update.trustAnchors();
        }
        if (update.crls() != null) {
            crls = update.crls();
        }
        if (update.identity() != null) {
            identity = resolved(update.identity());
            pending = PendingCredential.NONE;
            heldChain = null;
            heldKey = null;
        }
        return current(name).orElseThrow();
    }

    /** A key that is in use or waits in this draft alone comes with the change. */
    private Identity resolved(Identity next) {
        if (next.source() == KeySource.PENDING && heldKey != null) {
            return Identity.withNewKey(next.chain(), heldKey);
        }
        if (next.source() == KeySource.CURRENT && identity != null) {
            return new Identity(next.chain(), identity.source(), identity.key());
        }
        return next;
    }

    @Override
    public void hold(String name, List<X509Certificate> chain) {
        heldChain = chain;
        pending = new PendingCredential(chain, pending.publicKey());
    }

    @Override
    public void hold(String name, KeyMaterial key) {
        heldKey = key;
        pending = new PendingCredential(pending.chain(), key.publicKey());
    }

    @Override
    public boolean drop(String name, CredentialPart part) {
        dropped.add(part);
        boolean chain = part == CredentialPart.CERT;
        boolean there = chain ? !pending.chain().isEmpty() : pending.publicKey() != null;
        @Nullable PublicKey key = chain ? pending.publicKey() : null;
        pending = new PendingCredential(chain ? List.of() : pending.chain(), key);
        if (chain) {
            heldChain = null;
        } else {
            heldKey = null;
        }
        return there;
    }

    @Override
    public Set<String> profiles() {
        return store.profiles();
    }

    @Override
    public List<CredentialVersion> history(String name) throws CredentialStoreException {
        return store.history(name);
    }

    @Override
    public CredentialVersion rollback(String name, long revision) {
        throw new UnsupportedOperationException("no delivery rolls back");
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        return store.subscribe(listener);
    }
}
