// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.file.internal.KeyUse;

/**
 * A key in the token. It is looked for when it is used, so that it may be made while the token is away.
 *
 * @param use what it is for
 * @param token where it is
 * @param alias its name there
 * @param publicKey its public half
 */
record TokenKey(KeyUse use, Token token, String alias, PublicKey publicKey) implements SigningKey {

    @Override
    public byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
            throws GeneralSecurityException {
        use.requireSigning();
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

    private byte[] block(TokenSession session, String cipher, byte[] content) throws GeneralSecurityException {
        Cipher rsa = Cipher.getInstance(cipher, session.provider());
        rsa.init(Cipher.ENCRYPT_MODE, session.key(alias));
        return rsa.doFinal(content);
    }

    @Override
    public byte[] agree(PublicKey other) throws GeneralSecurityException {
        ECPublicKey peer = use.peer(publicKey, other);
        return token.useForAgreement(session -> {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH", session.provider());
            agreement.init(session.key(alias));
            agreement.doPhase(peer, true);
            byte[] secret = agreement.generateSecret();
            int field = peer.getParams().getCurve().getField().getFieldSize();
            if (secret.length != (field + 7) / 8) {
                throw new TokenException(
                        "the token's secret has " + secret.length + " bytes, for " + field + " bits", null);
            }
            return secret;
        });
    }

    @Override
    public String toString() {
        return "SigningKey[" + publicKey.getAlgorithm() + " in a token]";
    }
}
