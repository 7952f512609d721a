// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.ecc.ECCCMSSharedInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A content's key under a secret that two sides have agreed on: the X9.63 key derivation with SHA-256 (RFC 5753,
 * section 7.1.4) and AES key wrap (RFC 3394). The secret is cleared.
 */
final class KeyWrap {

    private static final AlgorithmIdentifier WRAP = new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_wrap);

    /** dhSinglePass-stdDH-sha256kdf-scheme with the wrap as its parameter. */
    static final AlgorithmIdentifier AGREEMENT =
            new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.132.1.11.1"), WRAP);

    private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};
    private static final byte[] BITS_OF_KEY = {0, 0, 1, 0};

    private KeyWrap() {}

    static byte[] wrap(byte[] secret, SecretKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.WRAP_MODE, derive(secret));
        return cipher.wrap(key);
    }

    static SecretKey unwrap(byte[] secret, byte[] wrapped) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.UNWRAP_MODE, derive(secret));
        return (SecretKey) cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
    }

    /** One block of the derivation, because SHA-256 is as long as the key. */
    private static SecretKey derive(byte[] secret) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(secret);
        Arrays.fill(secret, (byte) 0);
        digest.update(FIRST_BLOCK);
        try {
            digest.update(new ECCCMSSharedInfo(WRAP, BITS_OF_KEY).getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new GeneralSecurityException("a structure in memory cannot be encoded", e);
        }
        return new SecretKeySpec(digest.digest(), "AES");
    }
}
