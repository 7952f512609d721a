// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.store.internal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.SigningKey;

/** A key that signs and is not given away. A class and no record: a record's {@code toString} would show its parts. */
final class MemoryKey implements SigningKey {
    private final PublicKey publicKey;
    private final PrivateKey privateKey;

    private MemoryKey(PublicKey publicKey, PrivateKey privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    /** Takes a key over; the material stays the caller's, who overwrites it. */
    static MemoryKey of(KeyMaterial material) throws CredentialStoreException {
        try {
            PublicKey publicKey = material.publicKey();
            KeyFactory factory = KeyFactory.getInstance(publicKey.getAlgorithm());
            return new MemoryKey(publicKey, factory.generatePrivate(new PKCS8EncodedKeySpec(material.pkcs8())));
        } catch (GeneralSecurityException e) {
            throw new CredentialStoreException("this JVM cannot use the key", e);
        }
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
            throws GeneralSecurityException {
        if (algorithm.equals(RSA_PSS_BLOCK)) {
            Cipher rsa = Cipher.getInstance(algorithm);
            rsa.init(Cipher.ENCRYPT_MODE, privateKey);
            return rsa.doFinal(content);
        }
        Signature signature = Signature.getInstance(algorithm);
        if (parameters != null) {
            signature.setParameter(parameters);
        }
        signature.initSign(privateKey);
        signature.update(content);
        return signature.sign();
    }
}
