// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.ussl.credential.KeyKind;
import org.ussl.store.file.internal.KeyGeneration;

/**
 * A certificate that stands beside a key in the token, because the JDK's key store for PKCS#11 shows no key without
 * one, and a key may come before its own certificate. Nobody is shown it; the profile's certificates lie in the sealed
 * files.
 *
 * <p>It names the key and has another public one, made up: where the JDK finds an entry with the same public key, it
 * gives that entry the new name instead of making another, and a second profile with the same key would take it from
 * the first one. And so the key itself need not sign it, which one that agrees on secrets cannot.
 */
final class Placeholder {
    private static final Instant UNTIL = Instant.parse("2049-12-31T00:00:00Z");
    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final int MODULUS_BITS = 2048;

    private Placeholder() {}

    /**
     * Makes one.
     *
     * @param alias the key's name
     * @param algorithm the key's, {@code EC} or {@code RSA}, which the JDK compares
     */
    static X509Certificate certificate(String alias, String algorithm) throws GeneralSecurityException {
        KeyPair madeUp = KeyGeneration.of(KeyKind.EC_P256).with(KeyPairGenerator::getInstance);
        PublicKey shown = algorithm.equals("RSA") ? modulus() : madeUp.getPublic();
        X500Name name = new X500Name("CN=" + alias);
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(BigInteger.ONE));
        generator.setIssuer(name);
        generator.setSubject(name);
        generator.setStartDate(new Time(Date.from(Instant.EPOCH)));
        generator.setEndDate(new Time(Date.from(UNTIL)));
        generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(shown.getEncoded()));
        generator.setSignature(ECDSA);
        TBSCertificate content = generator.generateTBSCertificate();
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(madeUp.getPrivate());
            signature.update(content.getEncoded(ASN1Encoding.DER));
            ASN1EncodableVector certificate = new ASN1EncodableVector();
            certificate.add(content);
            certificate.add(ECDSA);
            certificate.add(new DERBitString(signature.sign()));
            byte[] der = new DERSequence(certificate).getEncoded(ASN1Encoding.DER);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException e) {
            throw new TokenException("the key's placeholder cannot be encoded: " + e.getMessage(), e);
        }
    }

    /** Any odd number will do, because nobody has the primes; to look for some would take its time. */
    private static PublicKey modulus() throws GeneralSecurityException {
        BigInteger odd = new BigInteger(MODULUS_BITS, new SecureRandom())
                .setBit(MODULUS_BITS - 1)
                .setBit(0);
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(odd, RSAKeyGenParameterSpec.F4));
    }
}
