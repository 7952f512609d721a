// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError.Reason;

/** What a certificate says it is for (RFC 5280, sections 4.2.1.3 and 4.2.1.12). Silence allows everything. */
final class Usage {
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_AGREEMENT = 4;

    private Usage() {}

    /**
     * Checks the peer's own certificate and, as OpenSSL, Go and the browsers do, the CAs below the anchor: a CA that
     * was made for e-mail may not vouch for servers. The anchor itself is not looked at, because an operator's delivery
     * says what it is for.
     */
    static void require(List<X509Certificate> belowAnchor, PeerRole role) throws VerificationFailure {
        for (X509Certificate certificate : belowAnchor) {
            requirePurpose(certificate, role);
        }
    }

    static void requirePurpose(X509Certificate certificate, PeerRole role) throws VerificationFailure {
        List<String> purposes;
        try {
            purposes = certificate.getExtendedKeyUsage();
        } catch (CertificateParsingException e) {
            // What can't be read might forbid it.
            throw wrong(certificate, "its extended key usage cannot be read", e);
        }
        if (purposes != null && !purposes.contains(role.purpose()) && !purposes.contains(ANY_PURPOSE)) {
            throw wrong(
                    certificate,
                    "the certificate is not meant for " + role.words() + ": its extended key usage lacks "
                            + role.purposeName(),
                    null);
        }
    }

    /**
     * Checks that the key of the peer's own certificate may do what a handshake does with keys. A client only signs; a
     * server signs, or in TLS 1.2 without forward secrecy decrypts or agrees.
     */
    static void requireKeyUsage(X509Certificate leaf, PeerRole role) throws VerificationFailure {
        boolean server = role == PeerRole.SERVER;
        if (!allows(leaf, DIGITAL_SIGNATURE)
                && !(server && (allows(leaf, KEY_ENCIPHERMENT) || allows(leaf, KEY_AGREEMENT)))) {
            throw wrong(leaf, "the certificate is not meant for TLS: its key usage lacks digitalSignature", null);
        }
    }

    /**
     * Checks the key's usage against the handshake's key exchange, which a server chooses: a key that may only decrypt
     * must not sign, or the CA's separation of keys would be void.
     *
     * @param authType as engines name it: the key exchange in TLS 1.2, something without meaning in TLS 1.3
     */
    static void requireKeyExchange(X509Certificate server, String authType) throws VerificationFailure {
        String needed = null;
        if (authType.equals("RSA") || authType.equals("RSA_EXPORT")) {
            needed = allows(server, KEY_ENCIPHERMENT) ? null : "keyEncipherment";
        } else if (authType.startsWith("ECDH_") || authType.startsWith("DH_")) {
            needed = allows(server, KEY_AGREEMENT) ? null : "keyAgreement";
        } else {
            needed = allows(server, DIGITAL_SIGNATURE) ? null : "digitalSignature";
        }
        if (needed != null) {
            throw wrong(
                    server, "the certificate is not meant for this key exchange: its key usage lacks " + needed, null);
        }
    }

    private static boolean allows(X509Certificate certificate, int bit) {
        boolean[] usage = certificate.getKeyUsage();
        return usage == null || usage[bit];
    }

    private static VerificationFailure wrong(X509Certificate certificate, String why, @Nullable Throwable cause) {
        return new VerificationFailure(
                Reason.WRONG_USAGE,
                CertificateName.of(certificate) + ": " + why + "; the peer needs another one",
                cause);
    }
}
