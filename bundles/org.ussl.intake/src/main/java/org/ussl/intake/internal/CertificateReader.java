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
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/** Makes certificates of what a {@code ca.pem}, a {@code cert.pem} or a container holds. */
final class CertificateReader {

    /** A file of this many still is a list of CAs for a gateway; the public ones together are some 150. */
    private static final int MAX_ANCHORS = 256;
    /** OpenSSL's and the JDK's bounds for a chain are about this. */
    static final int MAX_CHAIN = 16;

    /** KeyUsage, bit 5 (RFC 5280, section 4.2.1.3). */
    private static final int KEY_CERT_SIGN = 5;

    private final boolean allowWeak;

    CertificateReader(boolean allowWeak) {
        this.allowWeak = allowWeak;
    }

    /**
     * Reads a {@code ca.pem}.
     *
     * @return in the file's order, each once
     */
    List<X509Certificate> anchors(CredentialFile file) throws CredentialRejectedException {
        List<X509Certificate> certificates = certificates(file, MAX_ANCHORS);
        for (X509Certificate certificate : certificates) {
            if (certificate.getBasicConstraints() < 0) {
                throw Refusal.of(
                        file.part(), Reason.NOT_A_CA, "not a CA certificate (" + Subject.of(certificate) + ")");
            }
            if (!isAuthority(certificate)) {
                throw Refusal.of(
                        file.part(),
                        Reason.NOT_A_CA,
                        Subject.of(certificate) + " may not sign certificates (its key usage says so)");
            }
        }
        return certificates;
    }

    /** Whether it may sign certificates. */
    static boolean isAuthority(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
    }

    /**
     * Reads a {@code cert.pem}.
     *
     * @return the leaf first, then its issuers
     */
    List<X509Certificate> chain(CredentialFile file) throws CredentialRejectedException {
        List<X509Certificate> chain = ChainOrder.sorted(certificates(file, MAX_CHAIN));
        requireUsable(file.part(), chain.get(0));
        return chain;
    }

    /** Refuses a leaf that TLS cannot work with. */
    static void requireUsable(CredentialPart part, X509Certificate leaf) throws CredentialRejectedException {
        if (!PublicKeys.isSupportedForIdentity(leaf.getPublicKey())) {
            throw unsupported(part, Subject.of(leaf), PublicKeys.UNSUPPORTED_KIND);
        }
        Optional<String> misuse = Usage.fault(leaf);
        if (misuse.isPresent()) {
            throw Refusal.of(part, Reason.WRONG_USAGE, misuse.get());
        }
    }

    private List<X509Certificate> certificates(CredentialFile file, int max) throws CredentialRejectedException {
        refuseOtherThings(file);
        List<byte[]> all = new ArrayList<>();
        for (Block block : file.blocks()) {
            if (block.kind() == BlockKind.PKCS7) {
                all.addAll(Pkcs7.certificates(file.part(), block.content()));
            } else {
                all.add(block.content());
            }
        }
        if (all.size() > max) {
            throw Refusal.of(file.part(), Reason.TOO_LARGE, "holds more than " + max + " certificates");
        }
        Set<X509Certificate> certificates = new LinkedHashSet<>();
        for (byte[] der : all) {
            certificates.add(certificate(file.part(), der));
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
            if (block.kind() != BlockKind.CERTIFICATE && block.kind() != BlockKind.PKCS7) {
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

    /** Reads one certificate and judges it for itself. */
    X509Certificate certificate(CredentialPart part, byte[] der) throws CredentialRejectedException {
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
            requireReadable(part, certificate, structure.getTBSCertificate().getExtensions());
            Optional<String> weakness = Weakness.of(certificate, allowWeak);
            if (weakness.isPresent()) {
                throw Refusal.of(part, Reason.WEAK, weakness.get());
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
     * Names and purposes are looked at by everybody later on. The JDK passes over some damage there until somebody
     * does, and which, depends on its version.
     */
    private static void requireReadable(
            CredentialPart part, X509Certificate certificate, @Nullable Extensions extensions)
            throws CredentialRejectedException {
        try {
            GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
            ExtendedKeyUsage.fromExtensions(extensions);
            certificate.getSubjectAlternativeNames();
            certificate.getExtendedKeyUsage();
        } catch (CertificateException | IllegalArgumentException e) {
            throw Refusal.damaged(part, "the names or purposes of " + Subject.of(certificate) + " cannot be read");
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
