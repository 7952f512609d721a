// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.file.internal.ProfileRecord.Version;

/**
 * Certificates, revocation lists and public keys as DER and back. What comes back is always the JDK's own class,
 * whoever parsed what went in, so that a version is the same before and after a restart.
 */
final class CertificateEncoding {

    private static final Map<ASN1ObjectIdentifier, String> KEY_FACTORIES = Map.of(
            PKCSObjectIdentifiers.rsaEncryption, "RSA",
            PKCSObjectIdentifiers.id_RSASSA_PSS, "RSASSA-PSS",
            X9ObjectIdentifiers.id_ecPublicKey, "EC",
            EdECObjectIdentifiers.id_Ed25519, "Ed25519",
            EdECObjectIdentifiers.id_Ed448, "Ed448");

    private CertificateEncoding() {}

    static List<byte[]> encodeCertificates(List<X509Certificate> certificates) throws CertificateEncodingException {
        List<byte[]> all = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            all.add(certificate.getEncoded());
        }
        return all;
    }

    static List<byte[]> encodeCrls(List<X509CRL> crls) throws CRLException {
        List<byte[]> all = new ArrayList<>();
        for (X509CRL crl : crls) {
            all.add(crl.getEncoded());
        }
        return all;
    }

    static List<X509Certificate> certificates(List<byte[]> encoded) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> all = new ArrayList<>();
        for (byte[] each : encoded) {
            all.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(each)));
        }
        return all;
    }

    static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        ASN1ObjectIdentifier type =
                SubjectPublicKeyInfo.getInstance(encoded).getAlgorithm().getAlgorithm();
        // JDK 17 goes by the object identifier for some kinds of key only; for EC it does not.
        String algorithm = KEY_FACTORIES.getOrDefault(type, type.getId());
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** A version as the API shows it. */
    static CredentialVersion version(String profile, Version version, @Nullable SigningKey key)
            throws CertificateException, CRLException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509CRL> crls = new ArrayList<>();
        for (byte[] each : version.crls()) {
            crls.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(each)));
        }
        return new CredentialVersion(
                profile,
                version.revision(),
                version.committedAt(),
                certificates(version.trustAnchors()),
                crls,
                certificates(version.chain()),
                key,
                version.change());
    }
}
