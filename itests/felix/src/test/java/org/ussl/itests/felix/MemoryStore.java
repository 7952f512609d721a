// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.SigningKey;
import org.ussl.testing.pki.Identity;

/** Another store, as a third party would bring one: versions in memory, without history and without waiting parts. */
final class MemoryStore implements CredentialStore {
    private final Map<String, CredentialVersion> current = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    void put(String profile, List<X509Certificate> anchors, Identity identity) {
        current.put(
                profile,
                new CredentialVersion(
                        profile,
                        1,
                        Instant.now(),
                        anchors,
                        List.of(),
                        identity.chain(),
                        new Key(
                                identity.certificate().getPublicKey(),
                                identity.keyPair().getPrivate())));
    }

    @Override
    public Set<String> profiles() {
        return Set.copyOf(current.keySet());
    }

    @Override
    public Optional<CredentialVersion> current(String profile) {
        return Optional.ofNullable(current.get(profile));
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
    public CredentialVersion commit(String profile, CredentialUpdate update) {
        CredentialVersion version = current.compute(profile, (name, old) -> next(name, old, update));
        listeners.forEach(listener -> listener.accept(profile));
        return version;
    }

    private static CredentialVersion next(String profile, CredentialVersion old, CredentialUpdate update) {
        List<X509Certificate> anchors = update.trustAnchors();
        if (anchors == null) {
            anchors = old == null ? List.of() : old.trustAnchors();
        }
        List<X509Certificate> chain = old == null ? List.of() : old.chain();
        SigningKey key = old == null ? null : old.key();
        if (update.identity() != null) {
            chain = update.identity().chain();
            if (update.identity().key() != null) {
                key = Key.of(update.identity().key());
            }
        }
        List<X509CRL> crls = update.crls();
        if (crls == null) {
            crls = old == null ? List.of() : old.crls();
        }
        long revision = old == null ? 1 : old.revision() + 1;
        return new CredentialVersion(profile, revision, Instant.now(), anchors, crls, chain, key);
    }

    @Override
    public void hold(String profile, List<X509Certificate> chain) {
        throw new UnsupportedOperationException("this store keeps nothing that waits");
    }

    @Override
    public void hold(String profile, KeyMaterial key) {
        throw new UnsupportedOperationException("this store keeps nothing that waits");
    }

    @Override
    public boolean drop(String profile, CredentialPart part) {
        return false;
    }

    @Override
    public CredentialVersion rollback(String profile, long revision) {
        throw new IllegalArgumentException("this store keeps no history");
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private record Key(PublicKey publicKey, PrivateKey privateKey) implements SigningKey {

        static Key of(KeyMaterial material) {
            try {
                KeyFactory factory = KeyFactory.getInstance(material.publicKey().getAlgorithm());
                return new Key(
                        material.publicKey(),
                        factory.generatePrivate(
                                new PKCS8EncodedKeySpec(material.pkcs8().clone())));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public byte[] sign(String algorithm, AlgorithmParameterSpec parameters, byte[] content)
                throws GeneralSecurityException {
            Signature signature = Signature.getInstance(algorithm);
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.initSign(privateKey);
            signature.update(content);
            return signature.sign();
        }
    }
}
