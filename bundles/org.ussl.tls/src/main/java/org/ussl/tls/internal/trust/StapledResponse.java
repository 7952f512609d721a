// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a server says of its own certificate in the name of its CA: an OCSP response in the handshake (RFC 6066, section
 * 8; RFC 8446, section 4.4.2.1). The JDK's checker verifies it (RFC 6960): signature, the responder's right to answer,
 * which certificate it is about, and its dates.
 *
 * <p>The checker asks the network about certificates that it was given no response for. So it is only ever given one
 * certificate, and that one's response.
 */
final class StapledResponse {
    private static final Set<String> WEAK_SIGNATURES = Set.of(
            "1.2.840.113549.1.1.4", // md5WithRSAEncryption
            "1.2.840.113549.1.1.5", // sha1WithRSAEncryption
            "1.2.840.10045.4.1", // ecdsa-with-SHA1
            "1.2.840.10040.4.3"); // dsa-with-sha1

    private StapledResponse() {}

    /**
     * What a response says.
     *
     * @param status what is known
     * @param detail more about it, for messages
     */
    record Answer(Status status, String detail) {}

    /** What may be known. */
    enum Status {
        GOOD,
        REVOKED,
        UNKNOWN
    }

    static Answer about(X509Certificate certificate, X509Certificate issuer, byte[] response, Instant now) {
        try {
            if (WEAK_SIGNATURES.contains(signatureAlgorithm(response))) {
                return new Answer(Status.UNKNOWN, "the stapled answer has a weak signature");
            }
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(Set.of(Option.NO_FALLBACK)); // OCSP only
            checker.setOcspResponses(Map.of(certificate, response));
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            parameters.addCertPathChecker(checker);
            validator.validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
            return new Answer(Status.GOOD, "the stapled answer says good");
        } catch (CertPathValidatorException e) {
            return e.getReason() == BasicReason.REVOKED
                    ? new Answer(Status.REVOKED, String.valueOf(e.getMessage()))
                    : new Answer(Status.UNKNOWN, "the stapled answer does not count: " + e.getMessage());
        } catch (GeneralSecurityException | RuntimeException e) {
            // A peer sends these bytes: whatever is wrong with them, they tell nothing.
            return new Answer(Status.UNKNOWN, "the stapled answer cannot be read");
        }
    }

    /** OCSPResponse { status, [0] { type, OCTET STRING { BasicOCSPResponse { data, algorithm { oid } ... } } } }. */
    private static String signatureAlgorithm(byte[] response) {
        Der bytes = Der.of(response).tagged(0);
        if (bytes == null) {
            return "none"; // An error such as tryLater, which the JDK's checker tells.
        }
        Der basic = Der.of(bytes.children().get(0).children().get(1).content());
        return basic.children().get(1).children().get(0).oid();
    }
}
