// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.SigningKey;

/**
 * A key in the token. It is looked for when it signs, so that it may be made while the token is away.
 *
 * @param token where it is
 * @param alias its name there
 * @param publicKey its public half
 */
record TokenKey(Token token, String alias, PublicKey publicKey) implements SigningKey {

    @Override
    public byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
            throws GeneralSecurityException {
        return token.use(session -> {
            // PKCS#11 signs what is padded, or hashed, already, by the mechanisms that Java calls a cipher's.
            switch (algorithm) {
                case RSA_PSS_BLOCK:
                    return block(session, "RSA/ECB/NoPadding", content);
                case "NONEwithRSA":
                    return block(session, "RSA/ECB/PKCS1Padding", content);
                default:
            }
            Signature signature = Signature.getInstance(algorithm, session.provider());
            signature.initSign(session.key(alias));
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.update(content);
            return signature.sign();
        });
    }

    private byte[] block(Token.Session session, String cipher, byte[] content) throws GeneralSecurityException {
        Cipher rsa = Cipher.getInstance(cipher, session.provider());
        rsa.init(Cipher.ENCRYPT_MODE, session.key(alias));
        return rsa.doFinal(content);
    }

    @Override
    public String toString() {
        return "SigningKey[" + publicKey.getAlgorithm() + " in a token]";
    }
}
