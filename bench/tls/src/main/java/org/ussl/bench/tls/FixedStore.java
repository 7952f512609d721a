// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** A store that holds what it was made with and takes nothing. */
record FixedStore(Map<String, CredentialVersion> versions) implements CredentialStore {

    static FixedStore of(Map<String, Identity> identities, Authority ca) {
        Map<String, CredentialVersion> versions = new HashMap<>();
        identities.forEach((profile, identity) -> versions.put(
                profile,
                new CredentialVersion(
                        profile,
                        1,
                        Instant.now(),
                        List.of(ca.certificate()),
                        List.of(),
                        identity.chain(),
                        new Key(identity))));
        return new FixedStore(Map.copyOf(versions));
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
        return () -> {};
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
