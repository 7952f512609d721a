// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import org.ussl.credential.KeyKind;

/**
 * How a kind of key is made with JCA.
 *
 * @param algorithm the name of its generator
 * @param parameters what makes the generator make this kind
 */
public record KeyGeneration(String algorithm, AlgorithmParameterSpec parameters) {

    /** Finds the way for a kind. */
    public static KeyGeneration of(KeyKind kind) {
        return switch (kind) {
            case EC_P256 -> new KeyGeneration("EC", new ECGenParameterSpec("secp256r1"));
            case EC_P384 -> new KeyGeneration("EC", new ECGenParameterSpec("secp384r1"));
            case RSA_2048 -> rsa(2048);
            case RSA_3072 -> rsa(3072);
            case ED25519 -> new KeyGeneration("Ed25519", NamedParameterSpec.ED25519);
        };
    }

    private static KeyGeneration rsa(int bits) {
        return new KeyGeneration("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    /** Makes a pair with one of a provider's generators. */
    public KeyPair with(Generators generators) throws GeneralSecurityException {
        KeyPairGenerator generator = generators.named(algorithm);
        generator.initialize(parameters);
        return generator.generateKeyPair();
    }

    /** Where generators come from. */
    @FunctionalInterface
    public interface Generators {

        /** Gives the generator of an algorithm. */
        KeyPairGenerator named(String algorithm) throws GeneralSecurityException;
    }
}
