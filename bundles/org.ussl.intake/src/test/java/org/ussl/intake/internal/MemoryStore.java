// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.Arrival;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.SigningKey;

/** A store that keeps the contract and nothing else; it notices when two changes of one profile overlap. */
final class MemoryStore implements CredentialStore {
    private final Map<String, Map<CredentialPart, Arrival>> arrivals = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Map<String, List<CredentialVersion>> versions = new ConcurrentHashMap<>();
    private final Map<String, List<X509Certificate>> chains = new ConcurrentHashMap<>();
    private final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> changing = ConcurrentHashMap.newKeySet();

    volatile @Nullable String failure;
    volatile Consumer<String> whileChanging = profile -> {};
    volatile boolean overlapped;

    MemoryStore() {
        this(Clock.fixed(Desk.NOW, ZoneOffset.UTC));
    }

    MemoryStore(Clock clock) {
        this.clock = clock;
    }

    /** A copy that changes on its own. */
    MemoryStore copy() {
        MemoryStore copy = new MemoryStore();
        versions.forEach((profile, list) -> copy.versions.put(profile, new ArrayList<>(list)));
        copy.chains.putAll(chains);
        copy.keys.putAll(keys);
        return copy;
    }

    /** All that it has of a profile; equal states have equal maps. */
    Map<String, Object> state(String profile) {
        Map<String, Object> state = new HashMap<>(content(profile));
        state.put("revision", current(profile).map(CredentialVersion::revision).orElse(0L));
        return state;
    }

    /** The same without the revision. */
    Map<String, Object> content(String profile) {
        Map<String, Object> state = new HashMap<>();
        current(profile).ifPresent(version -> {
            state.put("anchors", version.trustAnchors());
            state.put("crls", version.crls());
            state.put("chain", version.chain());
            if (version.key() != null) {
                state.put("key", version.key().publicKey());
            }
        });
        state.put("pendingChain", pending(profile).chain());
        if (pending(profile).publicKey() != null) {
            state.put("pendingKey", pending(profile).publicKey());
        }
        return state;
    }

    @Override
    public Set<String> profiles() {
        Set<String> names = new TreeSet<>(versions.keySet());
        names.addAll(chains.keySet());
        names.addAll(keys.keySet());
        return names;
    }

    @Override
    public Optional<CredentialVersion> current(String profile) {
        List<CredentialVersion> list = versions.getOrDefault(profile, List.of());
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
    }

    @Override
    public List<CredentialVersion> history(String profile) throws CredentialStoreException {
        failIfAsked();
        return List.copyOf(versions.getOrDefault(profile, List.of()));
    }

    @Override
    public PendingCredential pending(String profile) {
        Key key = keys.get(profile);
        return new PendingCredential(
                chains.getOrDefault(profile, List.of()),
                key == null ? null : key.publicKey,
                arrivals.getOrDefault(profile, Map.of()));
    }

    @Override
    public CredentialVersion commit(String profile, CredentialUpdate update) throws CredentialStoreException {
        return change(profile, () -> {
            CredentialVersion old = current(profile)
                    .orElse(new CredentialVersion(profile, 0, Instant.EPOCH, List.of(), List.of(), List.of(), null));
            List<X509Certificate> chain = old.chain();
            SigningKey key = old.key();
            Identity identity = update.identity();
            if (identity != null) {
                chain = identity.chain();
                key = switch (identity.source()) {
                    case CURRENT -> old.key();
                    case PENDING -> keys.get(profile);
                    case NEW -> new Key(identity.key());
                    case NONE -> null;
                };
                chains.remove(profile);
                keys.remove(profile);
            }
            return push(new CredentialVersion(
                    profile,
                    old.revision() + 1,
                    Instant.EPOCH,
                    update.trustAnchors() != null ? update.trustAnchors() : old.trustAnchors(),
                    update.crls() != null ? update.crls() : old.crls(),
                    chain,
                    key,
                    update.change()));
        });
    }

    @Override
    public void hold(String profile, List<X509Certificate> chain) throws CredentialStoreException {
        change(profile, () -> chains.put(profile, List.copyOf(chain)));
    }

    @Override
    public void hold(String profile, KeyMaterial key) throws CredentialStoreException {
        change(profile, () -> keys.put(profile, new Key(key)));
    }

    @Override
    public void hold(String profile, List<X509Certificate> chain, Origin origin) throws CredentialStoreException {
        hold(profile, chain);
        arrived(profile, CredentialPart.CERT, origin);
    }

    @Override
    public void hold(String profile, KeyMaterial key, Origin origin) throws CredentialStoreException {
        hold(profile, key);
        arrived(profile, CredentialPart.KEY, origin);
    }

    @Override
    public SigningKey generate(String profile, KeyKind kind, Origin origin) throws CredentialStoreException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(
                    switch (kind) {
                        case EC_P256, EC_P384 -> "EC";
                        case RSA_2048, RSA_3072 -> "RSA";
                        case ED25519 -> "Ed25519";
                    });
            if (kind != KeyKind.ED25519) {
                String name = kind.name();
                generator.initialize(Integer.parseInt(name.replaceAll("\\D", "")));
            }
            KeyPair pair = generator.generateKeyPair();
            hold(profile, new KeyMaterial(pair.getPublic(), pair.getPrivate().getEncoded()), origin);
            return keys.get(profile);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void arrived(String profile, CredentialPart part, Origin origin) {
        arrivals.computeIfAbsent(profile, name -> new ConcurrentHashMap<>())
                .put(part, new Arrival(clock.instant(), origin));
    }

    @Override
    public boolean drop(String profile, CredentialPart part) throws CredentialStoreException {
        return change(
                profile,
                () -> part == CredentialPart.CERT ? chains.remove(profile) != null : keys.remove(profile) != null);
    }

    @Override
    public CredentialVersion rollback(String profile, long revision) throws CredentialStoreException {
        return rollback(profile, revision, Origin.UNKNOWN);
    }

    @Override
    public CredentialVersion rollback(String profile, long revision, Origin origin) throws CredentialStoreException {
        return change(profile, () -> {
            CredentialVersion kept = versions.getOrDefault(profile, List.of()).stream()
                    .filter(version -> version.revision() == revision)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("revision: " + revision + " is not kept"));
            return push(new CredentialVersion(
                    profile,
                    current(profile).orElseThrow().revision() + 1,
                    Instant.EPOCH,
                    kept.trustAnchors(),
                    kept.crls(),
                    kept.chain(),
                    kept.key(),
                    Change.rollback(revision, origin)));
        });
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private CredentialVersion push(CredentialVersion version) {
        List<CredentialVersion> list = new ArrayList<>(versions.getOrDefault(version.profile(), List.of()));
        list.add(0, version);
        versions.put(version.profile(), list);
        listeners.forEach(listener -> listener.accept(version.profile()));
        return version;
    }

    private <T> T change(String profile, java.util.function.Supplier<T> change) throws CredentialStoreException {
        failIfAsked();
        if (!changing.add(profile)) {
            overlapped = true;
        }
        try {
            whileChanging.accept(profile);
            return change.get();
        } finally {
            changing.remove(profile);
        }
    }

    private void failIfAsked() throws CredentialStoreException {
        String message = failure;
        if (message != null) {
            throw new CredentialStoreException(message, null);
        }
    }

    /** A key that the JDK reads from the very bytes that came in. */
    private static final class Key implements SigningKey {
        private final PublicKey publicKey;
        private final PrivateKey privateKey;

        Key(KeyMaterial material) {
            publicKey = material.publicKey();
            try {
                privateKey = KeyFactory.getInstance(
                                publicKey.getAlgorithm().equals("EdDSA") ? "Ed25519" : publicKey.getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(material.pkcs8()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the intake let an unusable key through", e);
            }
        }

        @Override
        public PublicKey publicKey() {
            return publicKey;
        }

        @Override
        public byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
                throws GeneralSecurityException {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(content);
            return signature.sign();
        }
    }
}
