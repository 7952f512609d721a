// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.SigningKey;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

/** A store that holds what the benchmark gives it and takes nothing else. */
record FixedStore(Map<String, CredentialVersion> versions, List<Consumer<String>> listeners)
        implements CredentialStore {

    static FixedStore of(Map<String, Identity> identities, Authority ca) {
        FixedStore store = new FixedStore(new ConcurrentHashMap<>(), new CopyOnWriteArrayList<>());
        store.swap(identities, ca);
        return store;
    }

    /** Puts a new version of each profile into use. */
    void swap(Map<String, Identity> identities, Authority ca) {
        identities.forEach((profile, identity) -> {
            CredentialVersion old = versions.get(profile);
            versions.put(
                    profile,
                    new CredentialVersion(
                            profile,
                            old == null ? 1 : old.revision() + 1,
                            Instant.now(),
                            List.of(ca.certificate()),
                            List.of(),
                            identity.chain(),
                            new Key(identity)));
            listeners.forEach(listener -> listener.accept(profile));
        });
    }

    @Override
    public Set<String> profiles() {
        return versions.keySet();
    }

    @Override
    public Optional<CredentialVersion> current(String profile) {
        return Optional.ofNullable(versions.get(profile));
    }

    @Override
    public List<CredentialVersion> history(String profile) {
        return current(profile).stream().toList();
    }

    @Override
    public PendingCredential pending(String profile) {
        return PendingCredential.NONE;
    }

    @Override
    public CredentialVersion commit(String profile, CredentialUpdate update) throws CredentialStoreException {
        throw fixed();
    }

    @Override
    public void hold(String profile, List<X509Certificate> chain) throws CredentialStoreException {
        throw fixed();
    }

    @Override
    public void hold(String profile, KeyMaterial key) throws CredentialStoreException {
        throw fixed();
    }

    @Override
    public boolean drop(String profile, CredentialPart part) {
        return false;
    }

    @Override
    public CredentialVersion rollback(String profile, long revision) throws CredentialStoreException {
        throw fixed();
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private static CredentialStoreException fixed() {
        return new CredentialStoreException("the benchmark's store takes nothing", null);
    }

    private record Key(Identity identity) implements SigningKey {
        @Override
        public PublicKey publicKey() {
            return identity.certificate().getPublicKey();
        }

        @Override
        public byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
                throws GeneralSecurityException {
            Signature signature = Signature.getInstance(algorithm);
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.initSign(identity.keyPair().getPrivate());
            signature.update(content);
            return signature.sign();
        }
    }
}
