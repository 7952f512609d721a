// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509CRL;
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
import javax.crypto.Cipher;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.SigningKey;
import org.ussl.testing.pki.Identity;

/** The store of these tests: versions in memory, put there by the tests and by nobody else. */
final class Profiles implements CredentialStore {
    private final Map<String, CredentialVersion> current = new ConcurrentHashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Puts a version into use.
     *
     * @param identity the own key and certificate; {@code null} for none
     */
    void put(String profile, List<X509Certificate> anchors, List<X509CRL> crls, Identity identity) {
        current.compute(profile, (name, old) -> {
            long revision = old == null ? 1 : old.revision() + 1;
            List<X509Certificate> chain = identity == null ? List.of() : identity.chain();
            SigningKey key = identity == null ? null : new Key(identity);
            return new CredentialVersion(name, revision, Instant.now(), anchors, crls, chain, key);
        });
        listeners.forEach(listener -> listener.accept(profile));
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
        return new CredentialStoreException("only the tests change this store", null);
    }

    private record Key(Identity identity) implements SigningKey {
        @Override
        public PublicKey publicKey() {
            return identity.certificate().getPublicKey();
        }

        @Override
        public byte[] sign(String algorithm, AlgorithmParameterSpec parameters, byte[] content)
                throws GeneralSecurityException {
            if (algorithm.equals(RSA_PSS_BLOCK)) {
                Cipher rsa = Cipher.getInstance(algorithm);
                rsa.init(Cipher.ENCRYPT_MODE, identity.keyPair().getPrivate());
                return rsa.doFinal(content);
            }
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
