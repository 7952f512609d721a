// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S1ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.util.DigestFactory;
import org.bouncycastle.util.encoders.Hex;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/**
 * Decrypts what one upload holds: PBES2 with PBKDF2 or scrypt, the older schemes of PKCS#5 and PKCS#12 that openssl
 * wrote, and openssl's own encryption in PEM headers. Whoever made the file also chose how much work it costs, so that
 * the sum of it is bounded before any of it is done.
 */
final class KeyDecryption {

    /** For one upload in all, about a second on a small gateway; today's advice for a key is 600,000. */
    static final int MAX_ITERATIONS = 1_000_000;
    /** OpenSSL writes 16 MiB and reads 32. */
    static final long MAX_SCRYPT_BYTES = 32L << 20;
    /** Memory times passes. */
    private static final long MAX_SCRYPT_WORK = 4 * MAX_SCRYPT_BYTES;

    private static final ASN1ObjectIdentifier SCRYPT = new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");

    private final CredentialPart part;
    private final Optional<Passphrase> passphrase;
    private int spent;

    KeyDecryption(CredentialPart part, Optional<Passphrase> passphrase) {
        this.part = part;
        this.passphrase = passphrase;
    }

    /** Decrypts an EncryptedPrivateKeyInfo; the caller clears what it gets. */
    byte[] pkcs8(byte[] der) throws CredentialRejectedException {
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(der);
        return decrypt(info.getEncryptionAlgorithm(), info.getEncryptedData());
    }

    /** Decrypts one DER element; the caller clears what it gets. */
    byte[] decrypt(AlgorithmIdentifier scheme, byte[] content) throws CredentialRejectedException {
        ASN1ObjectIdentifier id = scheme.getAlgorithm();
        BlockCipherKind cipher;
        CipherParameters parameters;
        if (id.equals(PKCSObjectIdentifiers.id_PBES2)) {
            PBES2Parameters pbes2 = PBES2Parameters.getInstance(scheme.getParameters());
            AlgorithmIdentifier encryption = AlgorithmIdentifier.getInstance(pbes2.getEncryptionScheme());
            cipher = BlockCipherKind.ofPbes2(encryption.getAlgorithm())
                    .orElseThrow(() -> unsupported(encryption.getAlgorithm().getId()));
            byte[] iv = ASN1OctetString.getInstance(encryption.getParameters()).getOctets();
            parameters = new ParametersWithIV(
                    new KeyParameter(derived(AlgorithmIdentifier.getInstance(pbes2.getKeyDerivationFunc()), cipher)),
                    iv);
        } else {
            cipher = BlockCipherKind.ofOldScheme(id).orElseThrow(() -> unsupported(id.getId()));
            parameters = oldParameters(id, scheme, cipher);
        }
        return decrypted(cipher, parameters, content);
    }

    /**
     * Decrypts the body of a PEM block with the headers that openssl writes.
     *
     * @param encryption the value of DEK-Info: the cipher's name, a comma, the initialisation vector in hexadecimal
     */
    byte[] pem(byte[] content, String encryption) throws CredentialRejectedException {
        int comma = encryption.indexOf(',');
        String name = comma < 0 ? encryption : encryption.substring(0, comma);
        BlockCipherKind cipher = BlockCipherKind.ofPemName(name).orElseThrow(() -> unsupported(name));
        byte[] iv = Hex.decode(encryption.substring(comma + 1).strip());
        byte[] secret = required().utf8();
        try {
            // The first eight bytes of the vector serve as the salt: EVP_BytesToKey, one round of MD5.
            OpenSSLPBEParametersGenerator generator = new OpenSSLPBEParametersGenerator();
            generator.init(secret, Arrays.copyOf(iv, 8));
            CipherParameters key = generator.generateDerivedParameters(cipher.keyBytes() * 8);
            return decrypted(cipher, new ParametersWithIV(key, iv), content);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private byte[] derived(AlgorithmIdentifier function, BlockCipherKind cipher) throws CredentialRejectedException {
        if (function.getAlgorithm().equals(SCRYPT)) {
            return scrypt(ASN1Sequence.getInstance(function.getParameters()), cipher.keyBytes());
        }
        if (!function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            throw unsupported(function.getAlgorithm().getId());
        }
        PBKDF2Params pbkdf2 = PBKDF2Params.getInstance(function.getParameters());
        ASN1ObjectIdentifier prf = pbkdf2.getPrf().getAlgorithm();
        Digest digest;
        if (prf.equals(PKCSObjectIdentifiers.id_hmacWithSHA1)) {
            digest = DigestFactory.createSHA1();
        } else if (prf.equals(PKCSObjectIdentifiers.id_hmacWithSHA224)) {
            digest = DigestFactory.createSHA224();
        } else if (prf.equals(PKCSObjectIdentifiers.id_hmacWithSHA256)) {
            digest = DigestFactory.createSHA256();
        } else if (prf.equals(PKCSObjectIdentifiers.id_hmacWithSHA384)) {
            digest = DigestFactory.createSHA384();
        } else if (prf.equals(PKCSObjectIdentifiers.id_hmacWithSHA512)) {
            digest = DigestFactory.createSHA512();
        } else {
            throw unsupported(prf.getId());
        }
        int iterations = bounded(pbkdf2.getIterationCount());
        byte[] secret = required().utf8();
        try {
            PBEParametersGenerator generator = new PKCS5S2ParametersGenerator(digest);
            generator.init(secret, pbkdf2.getSalt(), iterations);
            return ((KeyParameter) generator.generateDerivedMacParameters(cipher.keyBytes() * 8)).getKey();
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** RFC 7914, section 7: salt, cost N, block size r, parallelisation p, and a key length that the cipher tells. */
    private byte[] scrypt(ASN1Sequence parameters, int keyBytes) throws CredentialRejectedException {
        byte[] salt = ASN1OctetString.getInstance(parameters.getObjectAt(0)).getOctets();
        BigInteger n = ASN1Integer.getInstance(parameters.getObjectAt(1)).getPositiveValue();
        BigInteger r = ASN1Integer.getInstance(parameters.getObjectAt(2)).getPositiveValue();
        BigInteger p = ASN1Integer.getInstance(parameters.getObjectAt(3)).getPositiveValue();
        BigInteger bytes = n.add(p).multiply(r).shiftLeft(7);
        BigInteger work = n.multiply(r).multiply(p).shiftLeft(7);
        if (bytes.compareTo(BigInteger.valueOf(MAX_SCRYPT_BYTES)) > 0
                || work.compareTo(BigInteger.valueOf(MAX_SCRYPT_WORK)) > 0) {
            throw Refusal.of(
                    part,
                    Reason.UNSUPPORTED,
                    "its encryption asks for too much work (scrypt beyond " + (MAX_SCRYPT_BYTES >> 20) + " MiB)");
        }
        byte[] secret = required().utf8();
        try {
            return SCrypt.generate(secret, salt, n.intValueExact(), r.intValueExact(), p.intValueExact(), keyBytes);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private CipherParameters oldParameters(ASN1ObjectIdentifier id, AlgorithmIdentifier scheme, BlockCipherKind cipher)
            throws CredentialRejectedException {
        boolean pkcs12 = id.on(PKCSObjectIdentifiers.pkcs_12PbeIds);
        byte[] salt;
        int iterations;
        PBEParametersGenerator generator;
        if (pkcs12) {
            PKCS12PBEParams parameters = PKCS12PBEParams.getInstance(scheme.getParameters());
            salt = parameters.getIV();
            iterations = bounded(parameters.getIterations());
            generator = new PKCS12ParametersGenerator(DigestFactory.createSHA1());
        } else {
            PBEParameter parameters = PBEParameter.getInstance(scheme.getParameters());
            salt = parameters.getSalt();
            iterations = bounded(parameters.getIterationCount());
            boolean md5 = id.equals(PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC);
            generator = new PKCS5S1ParametersGenerator(md5 ? DigestFactory.createMD5() : DigestFactory.createSHA1());
        }
        byte[] secret = pkcs12 ? required().pkcs12() : required().utf8();
        try {
            generator.init(secret, salt, iterations);
            return generator.generateDerivedParameters(cipher.keyBytes() * 8, cipher.blockBytes() * 8);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private byte[] decrypted(BlockCipherKind cipher, CipherParameters parameters, byte[] content)
            throws CredentialRejectedException {
        byte[] plain;
        try {
            plain = cipher.decrypt(parameters, content);
        } catch (CryptoException e) {
            throw wrong();
        }
        // Padding comes out right by chance once in 256 times; a whole ASN.1 element does not.
        if (DerShape.fault(plain).isPresent()) {
            Arrays.fill(plain, (byte) 0);
            throw wrong();
        }
        return plain;
    }

    private Passphrase required() throws CredentialRejectedException {
        return passphrase.orElseThrow(() -> Refusal.of(
                part,
                Reason.PASSPHRASE,
                "is encrypted, and there is no passphrase; upload it as passphrase beside it and then this file again,"
                        + " or configure one (org.ussl.intake: .keyPassphrase, .keyPassphrases, keyPassphraseFile or"
                        + " keyPassphraseEnvironment)"));
    }

    CredentialRejectedException wrong() {
        return Refusal.of(
                part,
                Reason.PASSPHRASE,
                "cannot be decrypted: the passphrase that was uploaded or configured is another one, or the file is"
                        + " damaged");
    }

    CredentialRejectedException unsupported(String what) {
        return Refusal.of(
                part,
                Reason.UNSUPPORTED,
                "its encryption is not supported (" + what + "); "
                        + (part == CredentialPart.KEY
                                ? "use: openssl pkcs8 -topk8 -v2 aes-256-cbc"
                                : "use: openssl pkcs12 -export"));
    }

    /** Takes iterations off what this upload may cost. */
    int bounded(BigInteger iterations) throws CredentialRejectedException {
        if (iterations.signum() <= 0 || iterations.compareTo(BigInteger.valueOf(MAX_ITERATIONS - spent)) > 0) {
            throw Refusal.of(
                    part,
                    Reason.UNSUPPORTED,
                    "its encryption asks for too much work (more than " + MAX_ITERATIONS + " iterations)");
        }
        spent += iterations.intValueExact();
        return iterations.intValueExact();
    }
}
