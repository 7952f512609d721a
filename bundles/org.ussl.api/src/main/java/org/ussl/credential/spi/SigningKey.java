// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A private key that can be used and not read: it may lie in a sealed file, in a token, or behind a network. The TLS
 * service makes of it a {@link java.security.PrivateKey} without an encoding.
 *
 * <p>An implementation shows nothing of the key in {@code toString}, is not serialisable, and is safe for use by many
 * threads.
 */
@ConsumerType
public interface SigningKey {

    /**
     * For {@link #sign}: the content is a block as long as the RSA modulus that EMSA-PSS has encoded (RFC 8017, section
     * 9.1.1), and the private operation alone is left to do. TLS engines that hash and pad by themselves need it. The
     * TLS service asks for it with such blocks only, because with any other it would decrypt.
     */
    String RSA_PSS_BLOCK = "RSA/ECB/NoPadding";

    /**
     * The public half, which also tells the algorithm and its parameters.
     *
     * @return the public key
     */
    PublicKey publicKey();

    /**
     * Signs. May block, where the key lies elsewhere.
     *
     * @param algorithm a standard name of a {@link java.security.Signature} algorithm, such as {@code SHA256withECDSA};
     *     {@code NONEwithECDSA} and {@code NONEwithRSA} for content that is hashed already; or {@link #RSA_PSS_BLOCK}
     * @param parameters its parameters, as {@code RSASSA-PSS} needs them; {@code null} if it has none
     * @param content what is to be signed
     * @return the signature
     * @throws GeneralSecurityException if the algorithm does not fit the key, the store cannot do it, or the key cannot
     *     be reached any more
     */
    byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
            throws GeneralSecurityException;

    /**
     * Agrees on a secret with another key on the same curve (ECDH). The fleet uses it to open what is sealed for this
     * gateway. Only the keys that {@link org.ussl.credential.GatewayProfile#isForAgreement} names do, and these sign
     * nothing. May block, where the key lies elsewhere.
     *
     * @param other the other side's public key; an implementation makes sure that its point is on the curve
     * @return the x coordinate of the shared point, for the caller to clear
     * @throws java.security.InvalidKeyException if this key is not for that, or the other is not on its curve
     * @throws GeneralSecurityException if this key cannot be reached any more
     * @throws UnsupportedOperationException if this store does not agree on secrets
     */
    default byte[] agree(PublicKey other) throws GeneralSecurityException {
        throw new UnsupportedOperationException("this store's keys sign, and agree on no secrets");
    }
}
