// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.key;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECParameterSpec;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.SigningKey;

/**
 * A private key for JSSE that has no encoding. It must look like the key it stands for, because SunJSSE reads the
 * modulus' length and the curve to choose the signature scheme: hence a class for each kind.
 */
@SuppressWarnings("serial") // Never written: writeObject refuses.
public class KeyHandle implements PrivateKey {
    private final transient SigningKey key;

    private KeyHandle(SigningKey key) {
        this.key = key;
    }

    /** Makes the handle that fits a key. */
    public static KeyHandle of(SigningKey key) {
        if (key.publicKey() instanceof RSAKey rsa) {
            return new Rsa(key, rsa.getModulus());
        }
        if (key.publicKey() instanceof ECKey ec) {
            return new Ec(key, ec.getParams());
        }
        return new KeyHandle(key);
    }

    SigningKey key() {
        return key;
    }

    @Override
    public String getAlgorithm() {
        return key.publicKey().getAlgorithm();
    }

    @Override
    public @Nullable String getFormat() {
        return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    @Override
    public String toString() {
        return "KeyHandle[" + getAlgorithm() + "]";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a hidden key cannot be written");
    }

    private static final class Rsa extends KeyHandle implements RSAKey {
        private final transient BigInteger modulus;

        Rsa(SigningKey key, BigInteger modulus) {
            super(key);
            this.modulus = modulus;
        }

        @Override
        public BigInteger getModulus() {
            return modulus;
        }

        /** Said here, because since Java 22 two interfaces each have a default for it, and a call would fail. */
        @Override
        public @Nullable AlgorithmParameterSpec getParams() {
            return null;
        }
    }

    private static final class Ec extends KeyHandle implements ECKey {
        private final transient ECParameterSpec parameters;

        Ec(SigningKey key, ECParameterSpec parameters) {
            super(key);
            this.parameters = parameters;
        }

        @Override
        public ECParameterSpec getParams() {
            return parameters;
        }
    }
}
