// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that stands beside a key in the token, because the JDK's key store for PKCS#11 shows no key without
 * one, and a key may come before its own certificate. Nobody is shown it; the profile's certificates lie in the sealed
 * files.
 */
final class Placeholder {
    private static final Instant UNTIL = Instant.parse("2049-12-31T00:00:00Z");

    private Placeholder() {}

    /**
     * Makes one that names the key, signed by the key itself.
     *
     * @param provider what signs with the key; {@code null} to let the JDK find it
     */
    static X509Certificate certificate(String alias, PublicKey publicKey, PrivateKey key, @Nullable Provider provider)
            throws GeneralSecurityException {
        boolean ec = publicKey.getAlgorithm().equals("EC");
        String algorithmName = ec ? "SHA256withECDSA" : "SHA256withRSA";
        AlgorithmIdentifier algorithm = ec
                ? new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256)
                : new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
        X500Name name = new X500Name("CN=" + alias);
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new org.bouncycastle.asn1.ASN1Integer(BigInteger.ONE));
        generator.setIssuer(name);
        generator.setSubject(name);
        generator.setStartDate(new Time(Date.from(Instant.EPOCH)));
        generator.setEndDate(new Time(Date.from(UNTIL)));
        generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()));
        generator.setSignature(algorithm);
        TBSCertificate content = generator.generateTBSCertificate();
        try {
            Signature signature = provider == null
                    ? Signature.getInstance(algorithmName)
                    : Signature.getInstance(algorithmName, provider);
            signature.initSign(key);
            signature.update(content.getEncoded(ASN1Encoding.DER));
            ASN1EncodableVector certificate = new ASN1EncodableVector();
            certificate.add(content);
            certificate.add(algorithm);
            certificate.add(new DERBitString(signature.sign()));
            byte[] der = new DERSequence(certificate).getEncoded(ASN1Encoding.DER);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException e) {
            throw new TokenException("the key's placeholder cannot be encoded: " + e.getMessage(), e);
        }
    }
}
