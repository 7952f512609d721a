// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.testing.pki.KeyKind;

/** Keys on curves sign what the JDK verifies. */
class CurveKeyTest {
    private static final int JAVA = 17;

    @ParameterizedTest
    @CsvSource({
        "secp256r1, SHA256withECDSA",
        "secp256r1, SHA384withECDSA",
        "secp256r1, SHA512withECDSA",
        "secp384r1, SHA256withECDSA",
        "secp384r1, SHA384withECDSA",
        "secp521r1, SHA512withECDSA"
    })
    void theJdkVerifiesWhatItSigns(String curve, String algorithm) throws Exception {
        KeyPair pair = pair(curve);
        CurveKey key = CurveKey.of(pair.getPrivate(), JAVA);
        for (int length : new int[] {0, 1, 130, 20_000}) {
            byte[] content = new byte[length];

            assertThat(verifies(pair, algorithm, content, key.sign(algorithm, content)))
                    .as("%d bytes", length)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void theJdkVerifiesWhatCameHashed(String curve) throws Exception {
        KeyPair pair = pair(curve);
        byte[] content = {1, 2, 3};

        for (String digest : new String[] {"SHA-256", "SHA-384", "SHA-512"}) {
            byte[] hash = MessageDigest.getInstance(digest).digest(content);
            byte[] signature = CurveKey.of(pair.getPrivate(), JAVA).sign("NONEwithECDSA", hash);

            assertThat(verifies(pair, digest.replace("-", "") + "withECDSA", content, signature))
                    .isTrue();
        }
    }

    @Test
    void noTwoSignaturesAreAlike() throws Exception {
        CurveKey key = CurveKey.of(pair("secp256r1").getPrivate(), JAVA);

        assertThat(key.sign("SHA256withECDSA", new byte[32])).isNotEqualTo(key.sign("SHA256withECDSA", new byte[32]));
    }

    @Test
    void leavesToTheJdkWhatItDoesNotKnowOrDoBetter() throws Exception {
        assertThat(CurveKey.of(KeyKind.RSA2048.generate().getPrivate())).isNull();
        assertThat(CurveKey.of(KeyKind.ED25519.generate().getPrivate())).isNull();
        assertThat(CurveKey.of(pair("secp256r1").getPrivate(), 23)).isNull();
        CurveKey key = CurveKey.of(pair("secp384r1").getPrivate(), 23);
        assertThat(key.sign("MD5withECDSA", new byte[1])).isNull();
        assertThat(key.sign("SHA256withECDSAinP1363Format", new byte[1])).isNull();
        assertThat(key.sign("NONEwithECDSA", new byte[65])).as("no hash").isNull();
    }

    @Test
    void tellsNothingOfTheKey() throws Exception {
        KeyPair pair = pair("secp384r1");

        assertThat(CurveKey.of(pair.getPrivate()).toString()).startsWith(CurveKey.class.getName() + "@");
    }

    private static KeyPair pair(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static boolean verifies(KeyPair pair, String algorithm, byte[] content, byte[] signature) throws Exception {
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(pair.getPublic());
        verifier.update(content);
        return verifier.verify(signature);
    }
}
