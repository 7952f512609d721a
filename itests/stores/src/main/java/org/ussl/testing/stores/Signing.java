// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.SigningKey;

/** That a key signs, checked with its public half by the JDK. */
final class Signing {
    private static final byte[] CONTENT = "what a handshake signs".getBytes(US_ASCII);
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private Signing() {}

    /** That it signs for this public key, the usual way. */
    static void assertSignsFor(PublicKey publicKey, SigningKey key) throws GeneralSecurityException {
        assertThat(key.publicKey().getEncoded()).isEqualTo(publicKey.getEncoded());
        switch (publicKey.getAlgorithm()) {
            case "RSA" -> assertSigns(publicKey, key, "SHA256withRSA", null);
            case "EC", "ECDSA" -> assertSigns(publicKey, key, "SHA256withECDSA", null);
            default -> assertSigns(publicKey, key, "Ed25519", null);
        }
    }

    /** That it signs by every algorithm that TLS engines ask for. */
    static void assertSignsForTls(PublicKey publicKey, SigningKey key) throws GeneralSecurityException {
        switch (publicKey.getAlgorithm()) {
            case "RSA" -> {
                assertSigns(publicKey, key, "SHA256withRSA", null);
                assertSigns(publicKey, key, "SHA512withRSA", null);
                assertSigns(publicKey, key, "RSASSA-PSS", PSS);
                assertSignsBlock((RSAPublicKey) publicKey, key);
            }
            case "EC", "ECDSA" -> {
                assertSigns(publicKey, key, "SHA256withECDSA", null);
                assertSigns(publicKey, key, "SHA384withECDSA", null);
                assertSigns(publicKey, key, "NONEwithECDSA", null);
            }
            default -> assertSigns(publicKey, key, "Ed25519", null);
        }
    }

    private static void assertSigns(
            PublicKey publicKey, SigningKey key, String algorithm, @Nullable AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        byte[] content = algorithm.startsWith("NONE") ? Arrays.copyOf(CONTENT, 32) : CONTENT;
        Signature check = Signature.getInstance(algorithm);
        if (parameters != null) {
            check.setParameter(parameters);
        }
        check.initVerify(publicKey);
        check.update(content);
        assertThat(check.verify(key.sign(algorithm, parameters, content)))
                .as("a signature by %s", algorithm)
                .isTrue();
    }

    private static void assertSignsBlock(RSAPublicKey publicKey, SigningKey key) throws GeneralSecurityException {
        int length = (publicKey.getModulus().bitLength() + 7) / 8;
        byte[] block = new byte[length];
        Arrays.fill(block, 1, length, (byte) 0x5a);
        BigInteger signed = new BigInteger(1, key.sign(SigningKey.RSA_PSS_BLOCK, null, block));
        assertThat(signed.modPow(publicKey.getPublicExponent(), publicKey.getModulus()))
                .isEqualTo(new BigInteger(1, block));
    }
}
