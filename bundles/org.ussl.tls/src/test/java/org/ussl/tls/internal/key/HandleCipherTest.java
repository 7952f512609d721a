// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ussl.credential.spi.SigningKey;

class HandleCipherTest {
    private static KeyPair pair;

    private final HandleProvider provider = new HandleProvider();

    @BeforeAll
    static void makeKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
    }

    @BeforeEach
    void register() {
        provider.register();
    }

    @AfterEach
    void unregister() {
        provider.unregister();
    }

    @ParameterizedTest
    @CsvSource({"SHA-256,32,2048", "SHA-384,48,2048", "SHA-512,64,2048", "SHA-256,32,2049", "SHA-256,32,2047"})
    void knowsABlockThatPssMade(String hash, int salt, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        KeyPair own = generator.generateKeyPair();

        byte[] block = pssBlock(own, hash, salt);

        assertThat(PssBlock.isEncoded(block, bits)).isTrue();
        int afterSalt = block.length - 1 - salt; // The hash is as long as the salt, which may be anything.
        for (int i = 0; i < block.length; i = i + 1 == afterSalt - salt ? afterSalt : i + 1) {
            byte[] changed = block.clone();
            changed[i] ^= 0x40;
            assertThat(PssBlock.isEncoded(changed, bits))
                    .as("byte %d changed", i)
                    .isFalse();
        }
    }

    @Test
    void signsABlockThatPssMade() throws Exception {
        byte[] block = pssBlock(pair, "SHA-256", 32);

        byte[] signature = sign("RSA/ECB/NoPadding", block);

        Cipher opened = Cipher.getInstance("RSA/ECB/NoPadding");
        opened.init(Cipher.DECRYPT_MODE, pair.getPublic());
        assertThat(opened.doFinal(signature)).isEqualTo(block);
    }

    @Test
    void neverDecrypts() throws Exception {
        Cipher sealing = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        sealing.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        byte[] sealed = sealing.doFinal("a secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> sign("RSA/ECB/NoPadding", sealed)).isInstanceOf(BadPaddingException.class);
        for (String name : new String[] {"RSA/ECB/NoPadding", "RSA/ECB/PKCS1Padding"}) {
            assertThatThrownBy(() -> {
                        Cipher cipher = Cipher.getInstance(name);
                        cipher.init(Cipher.DECRYPT_MODE, KeyHandle.of(new Key()));
                        cipher.doFinal(sealed);
                    })
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    @Test
    void takesNoShortOrRandomBlock() {
        byte[] random = new byte[256];
        new SecureRandom().nextBytes(random);
        random[0] = 0;
        random[255] = (byte) 0xbc;

        assertThat(PssBlock.isEncoded(random, 2048)).isFalse();
        assertThat(PssBlock.isEncoded(new byte[0], 2048)).isFalse();
        assertThat(PssBlock.isEncoded(new byte[255], 2048)).isFalse();
    }

    @Test
    void leavesOtherSoftwaresKeysAlone() throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());

        assertThat(cipher.getProvider()).isNotSameAs(provider);
    }

    @Test
    void signsNothingAfterTheEnd() {
        provider.unregister();

        assertThatThrownBy(() -> Signature.getInstance("SHA256withRSA", provider.forEngines()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    private static byte[] sign(String transformation, byte[] block) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, KeyHandle.of(new Key()));
        return cipher.doFinal(block);
    }

    /** What a PSS signature is made of: the signature, taken apart with the public key. */
    private static byte[] pssBlock(KeyPair own, String hash, int salt) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1));
        signature.initSign(own.getPrivate());
        signature.update(new byte[100]);
        Cipher opened = Cipher.getInstance("RSA/ECB/NoPadding");
        opened.init(Cipher.DECRYPT_MODE, own.getPublic());
        byte[] block = opened.doFinal(signature.sign());
        assertThat(block).hasSize((((RSAPublicKey) own.getPublic()).getModulus().bitLength() + 7) / 8);
        return block;
    }

    private static final class Key implements SigningKey {
        @Override
        public PublicKey publicKey() {
            return pair.getPublic();
        }

        @Override
        public byte[] sign(String algorithm, AlgorithmParameterSpec parameters, byte[] content)
                throws GeneralSecurityException {
            Cipher rsa = Cipher.getInstance(algorithm);
            rsa.init(Cipher.ENCRYPT_MODE, pair.getPrivate());
            return rsa.doFinal(content);
        }
    }
}
