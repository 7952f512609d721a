// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.ussl.credential.CertificateRequest;
import org.ussl.credential.KeyKind;
import org.ussl.credential.spi.SigningKey;

/**
 * A request for a certificate as its CA gets it: PKCS#10 (RFC 2986) in PEM. It is read before a key is made, so that a
 * name that nobody can read leaves no key behind.
 */
final class RequestFile {

    private static final Pattern DNS_NAME = Pattern.compile("(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    /** RFC 8410, section 3. */
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private final X500Name subject;
    private final DERSet attributes;

    /** Refuses a name that cannot be read. */
    RequestFile(CertificateRequest request) {
        try {
            subject = X500Name.getInstance(new X500Principal(request.subject()).getEncoded());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "subject: is no distinguished name such as CN=gateway-7,O=Plant: " + e.getMessage(), e);
        }
        attributes = attributes(request.names());
    }

    private static DERSet attributes(List<String> names) {
        if (names.isEmpty()) {
            return new DERSet();
        }
        List<GeneralName> all = new ArrayList<>();
        for (String name : names) {
            all.add(general(name));
        }
        try {
            Extensions extensions = new Extensions(new Extension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(all.toArray(GeneralName[]::new)).getEncoded(ASN1Encoding.DER)));
            return new DERSet(new Attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSet(extensions)));
        } catch (IOException e) {
            throw new IllegalArgumentException("names: cannot be encoded", e);
        }
    }

    private static GeneralName general(String name) {
        try {
            if (IP_ADDRESS.matcher(name).matches()) {
                return new GeneralName(GeneralName.iPAddress, name);
            }
            if (DNS_NAME.matcher(name).matches()) {
                return new GeneralName(GeneralName.dNSName, name);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("names: " + name + " is no IP address", e);
        }
        throw new IllegalArgumentException("names: one of them is neither a DNS name nor an IP address");
    }

    /** Signs it. */
    String signedBy(SigningKey key, KeyKind kind) throws GeneralSecurityException {
        AlgorithmIdentifier algorithm = algorithm(kind);
        CertificationRequestInfo content = new CertificationRequestInfo(
                subject, SubjectPublicKeyInfo.getInstance(key.publicKey().getEncoded()), attributes);
        try {
            byte[] signature = key.sign(name(kind), null, content.getEncoded(ASN1Encoding.DER));
            byte[] der = new CertificationRequest(content, algorithm, new DERBitString(signature))
                    .getEncoded(ASN1Encoding.DER);
            return "-----BEGIN CERTIFICATE REQUEST-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(der)
                    + "\n-----END CERTIFICATE REQUEST-----\n";
        } catch (IOException e) {
            throw new GeneralSecurityException("the request cannot be encoded", e);
        }
    }

    private static String name(KeyKind kind) {
        return switch (kind) {
            case EC_P256 -> "SHA256withECDSA";
            case EC_P384 -> "SHA384withECDSA";
            case RSA_2048, RSA_3072 -> "SHA256withRSA";
            case ED25519 -> "Ed25519";
        };
    }

    private static AlgorithmIdentifier algorithm(KeyKind kind) {
        return switch (kind) {
            case EC_P256 -> withoutParameters(X9ObjectIdentifiers.ecdsa_with_SHA256);
            case EC_P384 -> withoutParameters(X9ObjectIdentifiers.ecdsa_with_SHA384);
            case RSA_2048, RSA_3072 ->
                new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
            case ED25519 -> withoutParameters(ED25519);
        };
    }

    private static AlgorithmIdentifier withoutParameters(ASN1ObjectIdentifier name) {
        return new AlgorithmIdentifier(name);
    }
}
