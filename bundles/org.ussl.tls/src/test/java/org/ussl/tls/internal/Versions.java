// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.testing.pki.Identity;

/** The store of these tests: versions in memory. */
final class Versions implements VersionSource {
    private final Map<String, CredentialVersion> current = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Optional<CredentialVersion> current(String profile) {
        return Optional.ofNullable(current.get(profile));
    }

    /** Puts a version into use. */
    void put(String profile, List<X509Certificate> anchors, @Nullable Identity identity) {
        put(profile, anchors, List.of(), identity);
    }

    /** Puts a version with revocation lists into use. */
    void put(String profile, List<X509Certificate> anchors, List<X509CRL> crls, @Nullable Identity identity) {
        current.compute(profile, (name, old) -> {
            long revision = old == null ? 1 : old.revision() + 1;
            SigningKey key = identity == null ? null : new Key(identity);
            List<X509Certificate> chain = identity == null ? List.of() : identity.chain();
            return new CredentialVersion(name, revision, Instant.now(), anchors, crls, chain, key);
        });
        listeners.forEach(Runnable::run);
    }

    /** Puts this very version into use. */
    void put(CredentialVersion version) {
        current.put(version.profile(), version);
        listeners.forEach(Runnable::run);
    }

    /** Puts a version into use whose key is out of reach. */
    void put(String profile, List<X509Certificate> anchors, Identity identity, GeneralSecurityException outOfReach) {
        put(profile, anchors, identity);
        current.computeIfPresent(
                profile,
                (name, now) -> new CredentialVersion(
                        name,
                        now.revision() + 1,
                        now.committedAt(),
                        anchors,
                        List.of(),
                        identity.chain(),
                        new SigningKey() {
                            @Override
                            public PublicKey publicKey() {
                                return identity.certificate().getPublicKey();
                            }

                            @Override
                            public byte[] sign(
                                    String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
                                    throws GeneralSecurityException {
                                throw outOfReach;
                            }
                        }));
        listeners.forEach(Runnable::run);
    }

    /** Calls a listener after every change, in the thread that made it. */
    void subscribe(Runnable listener) {
        listeners.add(listener);
    }

    void remove(String profile) {
        current.remove(profile);
        listeners.forEach(Runnable::run);
    }

    private record Key(Identity identity) implements SigningKey {
        @Override
        public PublicKey publicKey() {
            return identity.certificate().getPublicKey();
        }

        @Override
        public byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
                throws GeneralSecurityException {
            PrivateKey key = identity.keyPair().getPrivate();
            if (algorithm.equals(RSA_PSS_BLOCK)) {
                Cipher rsa = Cipher.getInstance(algorithm);
                rsa.init(Cipher.ENCRYPT_MODE, key);
                return rsa.doFinal(content);
            }
            Signature signature = Signature.getInstance(algorithm);
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        }
    }
}
