// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.ussl.credential.CredentialPart.KEY;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

/** Every refusal of a key for what it is. */
class KeyRefusalTest {

    private final Desk desk = Desk.open();

    @Test
    void rsaKeyThatIsTooShort() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(512);
        var pair = generator.generateKeyPair();
        desk.refuses(
                KEY,
                pair.getPrivate().getEncoded(),
                Reason.UNSUPPORTED,
                "private.key: is RSA with 512 bits; 1024 to 8192 are supported");
    }

    @Test
    void keysOfOtherAlgorithms() throws Exception {
        desk.refuses(
                KEY,
                KeyPairGenerator.getInstance("X25519")
                        .generateKeyPair()
                        .getPrivate()
                        .getEncoded(),
                Reason.UNSUPPORTED,
                "private.key: its algorithm is not supported (1.3.101.110); RSA, EC P-256, P-384, P-521 and Ed25519"
                        + " are");
        byte[] otherCurve = new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1),
                        new ECPrivateKey(256, BigInteger.TEN))
                .getEncoded();
        desk.refuses(
                KEY,
                otherCurve,
                Reason.UNSUPPORTED,
                "private.key: its curve is not supported (1.3.132.0.10); P-256, P-384 and P-521 by name are");
    }

    @Test
    void ecKeyWithAnotherKeysPublicHalf() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        byte[] point = org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(
                        generator.generateKeyPair().getPublic().getEncoded())
                .getPublicKeyData()
                .getOctets();
        byte[] key = new ECPrivateKey(
                        256,
                        BigInteger.TEN,
                        new org.bouncycastle.asn1.DERBitString(point),
                        SECObjectIdentifiers.secp256r1)
                .getEncoded();
        desk.refuses(
                KEY, key, Reason.MALFORMED, "private.key: broken off or damaged: its public half is another key's");
    }

    @Test
    void ecKeyThatDoesNotNameItsCurve() throws Exception {
        desk.refuses(
                KEY,
                Identity.pem("EC PRIVATE KEY", new ECPrivateKey(256, BigInteger.TEN).getEncoded()),
                Reason.MALFORMED,
                "private.key: broken off or damaged: it does not name its curve");
    }

    /** With one wrong CRT value a key still makes signatures, by which others can compute the key. */
    @Test
    void rsaKeyWithOneWrongNumber() throws Exception {
        RSAPrivateKey key = RSAPrivateKey.getInstance(PrivateKeyInfo.getInstance(
                        KeyKind.RSA2048.generate().getPrivate().getEncoded())
                .parsePrivateKey());
        for (int wrong = 0; wrong < 8; wrong++) {
            BigInteger[] numbers = {
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrime1(),
                key.getPrime2(),
                key.getExponent1(),
                key.getExponent2(),
                key.getCoefficient()
            };
            numbers[wrong] = numbers[wrong].add(BigInteger.TWO);
            RSAPrivateKey damaged = new RSAPrivateKey(
                    numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]);
            byte[] file = new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption), damaged)
                    .getEncoded();
            desk.refuses(
                    KEY,
                    file,
                    Reason.MALFORMED,
                    "private.key: broken off or damaged: its numbers do not belong together");
        }
    }
}
