// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.KeyKind;
import org.ussl.credential.spi.SigningKey;

/** The keys that are in use, of a store that has them in its files. */
final class KeyRing implements KeyVault {

    // Weak, because a handshake may hold the key of a version that is long replaced. Guarded by this.
    private final Set<HeldKey> keys = Collections.newSetFromMap(new WeakHashMap<>());
    private boolean closed;

    @Override
    public byte[] keep(String profile, PublicKey publicKey, byte[] pkcs8) {
        return pkcs8;
    }

    @Override
    public Made make(String profile, KeyKind kind) throws GeneralSecurityException {
        KeyPair pair = KeyGeneration.of(kind).with(KeyPairGenerator::getInstance);
        return new Made(pair.getPublic(), pair.getPrivate().getEncoded());
    }

    @Override
    public synchronized SigningKey open(String profile, PublicKey publicKey, byte[] pkcs8)
            throws GeneralSecurityException {
        if (closed) {
            throw stopped();
        }
        PrivateKey key =
                KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        HeldKey held = new HeldKey(KeyUse.of(profile), publicKey, key);
        keys.add(held);
        return held;
    }

    @Override
    public synchronized void close() {
        closed = true;
        keys.forEach(held -> held.key = null);
        keys.clear();
    }

    private static GeneralSecurityException stopped() {
        return new GeneralSecurityException("store is stopped: its keys cannot be used until it is started again");
    }

    /** A key without a way to its bytes. */
    private static final class HeldKey implements SigningKey {

        private final KeyUse use;
        private final PublicKey publicKey;
        private volatile @Nullable Secret key;

        HeldKey(KeyUse use, PublicKey publicKey, PrivateKey key) {
            this.use = use;
            this.publicKey = publicKey;
            this.key = new Secret(key);
        }

        @Override
        public PublicKey publicKey() {
            return publicKey;
        }

        @Override
        public byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
                throws GeneralSecurityException {
            Secret secret = key;
            if (secret == null) {
                throw stopped();
            }
            use.requireSigning();
            CurveKey onCurve = secret.onCurve();
            byte[] quick = onCurve == null || parameters != null ? null : onCurve.sign(algorithm, content);
            return quick != null ? quick : sign(secret.key, algorithm, parameters, content);
        }

        @Override
        public byte[] agree(PublicKey other) throws GeneralSecurityException {
            Secret secret = key;
            if (secret == null) {
                throw stopped();
            }
            PublicKey peer = use.peer(publicKey, other);
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(secret.key);
            agreement.doPhase(peer, true);
            return agreement.generateSecret();
        }

        private static byte[] sign(
                PrivateKey current, String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
                throws GeneralSecurityException {
            if (algorithm.equals(RSA_PSS_BLOCK)) {
                Cipher rsa = Cipher.getInstance(algorithm);
                rsa.init(Cipher.ENCRYPT_MODE, current);
                return rsa.doFinal(content);
            }
            Signature signature = Signature.getInstance(algorithm);
            // The key comes first: it decides which of the JDK's providers does the work.
            signature.initSign(current);
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.update(content);
            return signature.sign();
        }

        @Override
        public String toString() {
            return "SigningKey[" + publicKey.getAlgorithm() + "]";
        }
    }

    /** A key, and what signs with it. */
    private static final class Secret {
        private final PrivateKey key;
        private volatile @Nullable CurveKey onCurve;
        private volatile boolean looked;

        Secret(PrivateKey key) {
            this.key = key;
        }

        /** Made for the first signature and not before, because a store is opened more often than each key signs. */
        @Nullable
        CurveKey onCurve() {
            if (!looked) {
                onCurve = CurveKey.of(key);
                looked = true;
            }
            return onCurve;
        }
    }
}
