// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.RC2Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;

/** The ciphers with which private keys are encrypted in the field; all in CBC mode. */
enum BlockCipherKind {
    AES128(AESEngine::newInstance, 16, 16),
    AES192(AESEngine::newInstance, 24, 16),
    AES256(AESEngine::newInstance, 32, 16),
    TRIPLE_DES(DESedeEngine::new, 24, 8),
    TWO_KEY_TRIPLE_DES(DESedeEngine::new, 16, 8),
    DES(DESEngine::new, 8, 8),
    RC2_128(RC2Engine::new, 16, 8),
    RC2_40(RC2Engine::new, 5, 8);

    private final Supplier<BlockCipher> engine;
    private final int keyBytes;
    private final int blockBytes;

    BlockCipherKind(Supplier<BlockCipher> engine, int keyBytes, int blockBytes) {
        this.engine = engine;
        this.keyBytes = keyBytes;
        this.blockBytes = blockBytes;
    }

    int keyBytes() {
        return keyBytes;
    }

    int blockBytes() {
        return blockBytes;
    }

    /** By the object identifier of an encryption scheme of PBES2. */
    static Optional<BlockCipherKind> ofPbes2(ASN1ObjectIdentifier id) {
        if (id.equals(NISTObjectIdentifiers.id_aes128_CBC)) {
            return Optional.of(AES128);
        }
        if (id.equals(NISTObjectIdentifiers.id_aes192_CBC)) {
            return Optional.of(AES192);
        }
        if (id.equals(NISTObjectIdentifiers.id_aes256_CBC)) {
            return Optional.of(AES256);
        }
        return id.equals(PKCSObjectIdentifiers.des_EDE3_CBC) ? Optional.of(TRIPLE_DES) : Optional.empty();
    }

    /** By the object identifier of a scheme of PKCS#5 before version 2 or of PKCS#12. */
    static Optional<BlockCipherKind> ofOldScheme(ASN1ObjectIdentifier id) {
        if (id.equals(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)) {
            return Optional.of(TRIPLE_DES);
        }
        if (id.equals(PKCSObjectIdentifiers.pbeWithSHAAnd2_KeyTripleDES_CBC)) {
            return Optional.of(TWO_KEY_TRIPLE_DES);
        }
        if (id.equals(PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC2_CBC)) {
            return Optional.of(RC2_128);
        }
        if (id.equals(PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC)) {
            return Optional.of(RC2_40);
        }
        return id.equals(PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC)
                        || id.equals(PKCSObjectIdentifiers.pbeWithSHA1AndDES_CBC)
                ? Optional.of(DES)
                : Optional.empty();
    }

    /** By the name in a DEK-Info header. */
    static Optional<BlockCipherKind> ofPemName(String name) {
        return Optional.ofNullable(
                switch (name.strip().toUpperCase(Locale.ROOT)) {
                    case "AES-128-CBC" -> AES128;
                    case "AES-192-CBC" -> AES192;
                    case "AES-256-CBC" -> AES256;
                    case "DES-EDE3-CBC" -> TRIPLE_DES;
                    case "DES-CBC" -> DES;
                    default -> null;
                });
    }

    /** Decrypts and takes the padding off. */
    byte[] decrypt(CipherParameters parameters, byte[] content) throws CryptoException {
        PaddedBufferedBlockCipher cipher =
                new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(engine.get()), new PKCS7Padding());
        cipher.init(false, parameters);
        byte[] buffer = new byte[cipher.getOutputSize(content.length)];
        try {
            int length = cipher.processBytes(content, 0, content.length, buffer, 0);
            length += cipher.doFinal(buffer, length);
            return Arrays.copyOf(buffer, length);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }
}
