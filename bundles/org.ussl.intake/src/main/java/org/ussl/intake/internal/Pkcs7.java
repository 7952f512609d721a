// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.SignedData;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/**
 * Takes the certificates out of a PKCS#7 container, such as CAs and Windows hand out ({@code .p7b}). Its own signature,
 * if it has one, says nothing here: each certificate bears one of its own.
 */
final class Pkcs7 {

    private Pkcs7() {}

    static List<byte[]> certificates(CredentialPart part, byte[] der) throws CredentialRejectedException {
        Optional<String> fault = DerShape.fault(der);
        if (fault.isPresent()) {
            throw Refusal.damaged(part, fault.get());
        }
        ContentInfo content = ContentInfo.getInstance(der);
        if (!content.getContentType().equals(PKCSObjectIdentifiers.signedData)) {
            throw Refusal.of(part, Reason.NOT_A_CERTIFICATE, "is a PKCS#7 container without certificates");
        }
        ASN1Set certificates = SignedData.getInstance(content.getContent()).getCertificates();
        if (certificates == null || certificates.size() == 0) {
            throw Refusal.of(part, Reason.NOT_A_CERTIFICATE, "is a PKCS#7 container without certificates");
        }
        List<byte[]> all = new ArrayList<>();
        for (ASN1Encodable each : certificates) {
            // Other kinds of certificate than X.509 are tagged (RFC 5652, section 10.2.2).
            if (!(each.toASN1Primitive() instanceof ASN1Sequence certificate)) {
                throw Refusal.of(part, Reason.NOT_A_CERTIFICATE, "holds a certificate that is no X.509 certificate");
            }
            try {
                all.add(certificate.getEncoded());
            } catch (IOException e) {
                throw Refusal.damaged(part, "a certificate in it cannot be read");
            }
        }
        return all;
    }
}
