// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/** Makes certificates of the blocks of a {@code ca.pem} or a {@code cert.pem}. */
final class CertificateReader {

    /** A file of this many still is a list of CAs for a gateway; the public ones together are some 150. */
    private static final int MAX_ANCHORS = 256;
    /** OpenSSL's and the JDK's bounds for a chain are about this. */
    private static final int MAX_CHAIN = 16;

    private CertificateReader() {}

    /**
     * Reads a {@code ca.pem}.
     *
     * @return in the file's order, each once
     */
    static List<X509Certificate> anchors(CredentialFile file) throws CredentialRejectedException {
        List<X509Certificate> certificates = certificates(file, MAX_ANCHORS);
        for (X509Certificate certificate : certificates) {
            if (certificate.getBasicConstraints() < 0) {
                throw Refusal.of(
                        file.part(), Reason.NOT_A_CA, "not a CA certificate (" + Subject.of(certificate) + ")");
            }
        }
        return certificates;
    }

    /**
     * Reads a {@code cert.pem}.
     *
     * @return the leaf first, then its issuers
     */
    static List<X509Certificate> chain(CredentialFile file) throws CredentialRejectedException {
        List<X509Certificate> chain = ChainOrder.sorted(certificates(file, MAX_CHAIN));
        if (!PublicKeys.isSupportedForIdentity(chain.get(0).getPublicKey())) {
            throw unsupported(file.part(), Subject.of(chain.get(0)), PublicKeys.UNSUPPORTED_KIND);
        }
        return chain;
    }

    private static List<X509Certificate> certificates(CredentialFile file, int max) throws CredentialRejectedException {
        refuseOtherThings(file);
        if (file.blocks().size() > max) {
            throw Refusal.of(file.part(), Reason.TOO_LARGE, "holds more than " + max + " certificates");
        }
        Set<X509Certificate> certificates = new LinkedHashSet<>();
        for (Block block : file.blocks()) {
            certificates.add(certificate(file.part(), block.content()));
        }
        return new ArrayList<>(certificates);
    }

    private static void refuseOtherThings(CredentialFile file) throws CredentialRejectedException {
        CredentialPart part = file.part();
        if (file.holdsKey()) {
            throw Refusal.of(
                    part,
                    Reason.NOT_A_CERTIFICATE,
                    file.holdsCertificate()
                            ? "holds a private key beside the certificate; upload the certificates as "
                                    + part.fileName() + " and the key alone as private.key"
                            : "is a private key; it belongs into private.key");
        }
        for (Block block : file.blocks()) {
            if (block.kind() != BlockKind.CERTIFICATE) {
                String verb = file.blocks().size() == 1 ? "is " : "holds something that is ";
                throw Refusal.of(
                        part,
                        Reason.NOT_A_CERTIFICATE,
                        verb
                                + block.kind().words()
                                + (block.kind() == BlockKind.REQUEST
                                        ? "; upload the certificate that the CA makes of it"
                                        : ""));
            }
        }
    }

    private static X509Certificate certificate(CredentialPart part, byte[] der) throws CredentialRejectedException {
        Optional<String> fault = DerShape.fault(der);
        if (fault.isPresent()) {
            throw Refusal.damaged(part, fault.get());
        }
        try {
            // Bouncy Castle checks the structure down to the extensions; the JDK's object is what TLS works with.
            Certificate structure = Certificate.getInstance(der);
            if (PublicKeys.isOnUnknownCurve(structure.getSubjectPublicKeyInfo().getAlgorithm())) {
                throw unsupported(part, Subject.of(structure), PublicKeys.UNSUPPORTED_KIND);
            }
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            Optional<String> keyFault = PublicKeys.fault(certificate.getPublicKey());
            if (keyFault.isPresent()) {
                throw unsupported(part, Subject.of(certificate), keyFault.get());
            }
            if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                refuseWrongSelfSignature(
                        part, certificate, structure.getTBSCertificate().getExtensions());
            }
            return certificate;
        } catch (CertificateException | IOException e) {
            throw Refusal.damaged(part, "a certificate in it cannot be read");
        }
    }

    /**
     * Of a certificate that signed itself the signature can be checked here, which finds damage in transit. One that a
     * CA made for its own next key bears the same name twice too, and names the signing key.
     */
    private static void refuseWrongSelfSignature(
            CredentialPart part, X509Certificate certificate, @Nullable Extensions extensions)
            throws CredentialRejectedException {
        AuthorityKeyIdentifier signer = AuthorityKeyIdentifier.fromExtensions(extensions);
        SubjectKeyIdentifier own = SubjectKeyIdentifier.fromExtensions(extensions);
        boolean byOtherKey = signer != null
                && signer.getKeyIdentifierOctets() != null
                && own != null
                && !Arrays.equals(signer.getKeyIdentifierOctets(), own.getKeyIdentifier());
        if (!byOtherKey && !ChainOrder.isSignedBy(certificate, certificate)) {
            throw Refusal.damaged(part, "the signature of " + Subject.of(certificate) + " does not fit its content");
        }
    }

    private static CredentialRejectedException unsupported(CredentialPart part, String subject, String why) {
        return Refusal.of(part, Reason.UNSUPPORTED, "the key of " + subject + " is " + why);
    }
}
