// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A party's keys as a file for an operator: the card on the first line, then the key for sealing and the key for
 * signing, each as an encrypted PKCS#8 block that OpenSSL can open too.
 */
final class KeyFile {

    private static final String CIPHER = "PBEWithHmacSHA256AndAES_256";
    private static final int ITERATIONS = 600_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int MIN_PASSPHRASE = 8;
    private static final int MAX_BYTES = 16 * 1024;
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END ENCRYPTED PRIVATE KEY-----");

    private KeyFile() {}

    static byte[] write(Party party, PrivateKey sealing, PrivateKey signing, char[] passphrase)
            throws GeneralSecurityException {
        if (passphrase.length < MIN_PASSPHRASE) {
            throw new IllegalArgumentException("passphrase: must have at least " + MIN_PASSPHRASE + " characters");
        }
        String text = party.card() + "\n" + block(sealing, passphrase) + block(signing, passphrase);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads one, and proves that its keys are those of its card. */
    static SoftwareKeys read(byte[] content, char[] passphrase) throws GeneralSecurityException {
        if (content.length > MAX_BYTES) {
            throw new InvalidKeyException("the file is too long to be one of keys");
        }
        String text = new String(content, StandardCharsets.US_ASCII);
        Matcher blocks = BLOCK.matcher(text);
        List<PrivateKey> keys = new ArrayList<>();
        while (blocks.find()) {
            keys.add(key(blocks.group(1), passphrase));
        }
        if (keys.size() != 2) {
            throw new InvalidKeyException("the file must hold two encrypted private keys, and has " + keys.size());
        }
        Party party;
        try {
            party = Party.parse(text.lines().findFirst().orElse(""));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the first line of the file must be the card of its keys", e);
        }
        SoftwareKeys read = SoftwareKeys.of(
                party.name(),
                new KeyPair(party.sealingKey(), keys.get(0)),
                new KeyPair(party.signingKey(), keys.get(1)));
        requireOwn(read);
        return read;
    }

    private static void requireOwn(SoftwareKeys keys) throws GeneralSecurityException {
        byte[] proof = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(proof);
        try {
            byte[] opened = Envelope.open(Envelope.seal(proof, List.of(keys.party())), keys);
            Signed.verify(Signed.sign(opened, keys), List.of(keys.party()));
        } catch (RefusedValueException e) {
            throw new InvalidKeyException("the keys in the file are not those of the card in it", e);
        }
    }

    private static String block(PrivateKey key, char[] passphrase) throws GeneralSecurityException {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        byte[] plain = key.getEncoded();
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, secret(CIPHER, passphrase), new PBEParameterSpec(salt, ITERATIONS));
            AlgorithmIdentifier algorithm = new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_PBES2,
                    ASN1Primitive.fromByteArray(cipher.getParameters().getEncoded()));
            // Not the JDK's class, which in Java 17 does not know its own cipher.
            byte[] info = new org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo(algorithm, cipher.doFinal(plain))
                    .getEncoded(ASN1Encoding.DER);
            return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(info)
                    + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
        } catch (IOException e) {
            throw new InvalidKeyException("a key cannot be encoded", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static PrivateKey key(String base64, char[] passphrase) throws GeneralSecurityException {
        byte[] plain = {};
        try {
            EncryptedPrivateKeyInfo info =
                    new EncryptedPrivateKeyInfo(Base64.getMimeDecoder().decode(base64));
            AlgorithmParameters parameters = info.getAlgParameters();
            // The JDK tells which PBES2 it is by this, and in no other way.
            String algorithm = String.valueOf(parameters);
            if (parameters == null || !algorithm.startsWith("PBEWithHmacSHA")) {
                throw new InvalidKeyException("the keys must be encrypted by PBES2 with HMAC and AES");
            }
            PBEParameterSpec spec = parameters.getParameterSpec(PBEParameterSpec.class);
            if (spec.getIterationCount() > MOST_ITERATIONS) {
                throw new InvalidKeyException("the keys ask for too many iterations");
            }
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret(algorithm, passphrase), parameters);
            plain = cipher.doFinal(info.getEncryptedData());
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(plain));
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidKeyException("the file is damaged", e);
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("the passphrase is wrong, or the file is damaged", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static SecretKey secret(String algorithm, char[] passphrase) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(passphrase);
        try {
            return SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
        } finally {
            spec.clearPassword();
        }
    }
}
