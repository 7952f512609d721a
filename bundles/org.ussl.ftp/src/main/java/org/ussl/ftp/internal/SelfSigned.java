// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A certificate that vouches for itself, with its P-256 key. Clients can only pin it or compare its fingerprint; it is
 * there for the time until a real one is uploaded.
 *
 * @param certificate X.509, DER
 * @param key PKCS#8, DER; to be cleared
 */
record SelfSigned(byte[] certificate, byte[] key) {

    /** A gateway's clock may not be set yet; the certificate is to be good before and after it is. */
    private static final Instant EARLIEST_NOW = Instant.parse("2026-11-22T00:00:00Z");

    private static final Duration VALIDITY = Duration.ofDays(3650);

    /** Makes one; takes some ten milliseconds, or many more on a small machine. */
    static SelfSigned create(String hostName, List<InetAddress> addresses, Instant now, SecureRandom random)
            throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair pair = generator.generateKeyPair();
        TBSCertificate content = content(hostName, addresses, now, pair, random);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate(), random);
        signature.update(content.getEncoded("DER"));
        ASN1EncodableVector certificate = new ASN1EncodableVector();
        certificate.add(content);
        certificate.add(algorithm());
        certificate.add(new DERBitString(signature.sign()));
        return new SelfSigned(
                new DERSequence(certificate).getEncoded("DER"),
                pair.getPrivate().getEncoded());
    }

    private static TBSCertificate content(
            String hostName, List<InetAddress> addresses, Instant now, KeyPair pair, SecureRandom random)
            throws IOException {
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        var name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, hostName)
                .build();
        generator.setSerialNumber(new org.bouncycastle.asn1.ASN1Integer(new BigInteger(127, random).setBit(126)));
        generator.setIssuer(name);
        generator.setSubject(name);
        generator.setStartDate(new Time(Date.from(now.isBefore(EARLIEST_NOW) ? now : EARLIEST_NOW)));
        generator.setEndDate(new Time(Date.from((now.isAfter(EARLIEST_NOW) ? now : EARLIEST_NOW).plus(VALIDITY))));
        generator.setSignature(algorithm());
        generator.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        extensions.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        ASN1EncodableVector names = new ASN1EncodableVector();
        names.add(new GeneralName(GeneralName.dNSName, hostName));
        for (InetAddress address : addresses) {
            names.add(new GeneralName(
                    GeneralName.iPAddress, new org.bouncycastle.asn1.DEROctetString(address.getAddress())));
        }
        extensions.addExtension(
                Extension.subjectAlternativeName, false, GeneralNames.getInstance(new DERSequence(names)));
        generator.setExtensions(extensions.generate());
        return generator.generateTBSCertificate();
    }

    private static AlgorithmIdentifier algorithm() {
        return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    }
}
