// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.jspecify.annotations.Nullable;

/** What a block of an upload is: told by its label where it has one, else by the shape of its ASN.1. */
enum BlockKind {
    CERTIFICATE("a certificate"),
    /** RFC 5208 and RFC 5958. */
    PKCS8("a private key"),
    /** RFC 8017, appendix A.1.2. */
    PKCS1("a private key"),
    /** RFC 5915. */
    SEC1("a private key"),
    /** RFC 5208, section 6. */
    ENCRYPTED_PKCS8("a private key"),
    /** OpenSSL's own way, by headers in the PEM block (RFC 1421's, with another key derivation). */
    ENCRYPTED_PEM("a private key"),
    /** The curve's name, which openssl writes before a SEC1 key. */
    EC_PARAMETERS("a set of EC parameters"),
    PUBLIC_KEY("a public key"),
    REQUEST("a certificate request"),
    CRL("a revocation list; it belongs into crl.pem"),
    PKCS7("a PKCS#7 container; it belongs into cert.pem or ca.pem"),
    PKCS12("a PKCS#12 container; it belongs into credentials.p12"),
    OPENSSH("an OpenSSH key; convert it with: ssh-keygen -p -m PKCS8"),
    TRUSTED_CERTIFICATE("an OpenSSL trusted certificate; convert it with: openssl x509"),
    UNKNOWN("of an unknown kind");

    private final String words;

    BlockKind(String words) {
        this.words = words;
    }

    /** For a sentence: "is ...". */
    String words() {
        return words;
    }

    boolean isKey() {
        return this == PKCS8 || this == PKCS1 || this == SEC1 || this == ENCRYPTED_PKCS8 || this == ENCRYPTED_PEM;
    }

    /** By a PEM label (RFC 7468 and openssl's). Which kind of plain key it is, its content tells. */
    static BlockKind ofLabel(String label) {
        return switch (label) {
            case "CERTIFICATE", "X509 CERTIFICATE" -> CERTIFICATE;
            case "PRIVATE KEY" -> PKCS8;
            case "RSA PRIVATE KEY" -> PKCS1;
            case "EC PRIVATE KEY" -> SEC1;
            case "ENCRYPTED PRIVATE KEY" -> ENCRYPTED_PKCS8;
            case "EC PARAMETERS" -> EC_PARAMETERS;
            case "PUBLIC KEY", "RSA PUBLIC KEY" -> PUBLIC_KEY;
            case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" -> REQUEST;
            case "X509 CRL" -> CRL;
            case "PKCS7", "CMS" -> PKCS7;
            case "OPENSSH PRIVATE KEY" -> OPENSSH;
            case "TRUSTED CERTIFICATE" -> TRUSTED_CERTIFICATE;
            default -> UNKNOWN;
        };
    }

    /** By the outermost elements of DER whose shape was found whole. */
    static BlockKind ofContent(byte[] der) {
        ASN1Sequence sequence = ASN1Sequence.getInstance(der);
        @Nullable ASN1Encodable first = element(sequence, 0);
        @Nullable ASN1Encodable second = element(sequence, 1);
        @Nullable ASN1Encodable third = element(sequence, 2);
        if (first instanceof ASN1Integer version) {
            if (second instanceof ASN1OctetString) {
                return SEC1;
            }
            if (second instanceof ASN1Sequence) {
                return third instanceof ASN1OctetString ? PKCS8 : version.hasValue(3) ? PKCS12 : UNKNOWN;
            }
            return second instanceof ASN1Integer ? (sequence.size() == 2 ? PUBLIC_KEY : PKCS1) : UNKNOWN;
        }
        if (first instanceof ASN1ObjectIdentifier) {
            return PKCS7;
        }
        if (first instanceof ASN1Sequence head) {
            if (second instanceof ASN1OctetString) {
                return ENCRYPTED_PKCS8;
            }
            if (second instanceof ASN1BitString) {
                return PUBLIC_KEY;
            }
            return third instanceof ASN1BitString ? signed(head) : UNKNOWN;
        }
        return UNKNOWN;
    }

    /** Certificates, requests and revocation lists are all (what is signed, algorithm, signature). */
    private static BlockKind signed(ASN1Sequence content) {
        for (ASN1Encodable element : content) {
            if (element instanceof ASN1UTCTime || element instanceof ASN1GeneralizedTime) {
                return CRL;
            }
        }
        boolean versioned = element(content, 0) instanceof ASN1TaggedObject;
        return content.size() <= 4 && !versioned ? REQUEST : CERTIFICATE;
    }

    private static @Nullable ASN1Encodable element(ASN1Sequence sequence, int index) {
        return index < sequence.size() ? sequence.getObjectAt(index) : null;
    }
}
