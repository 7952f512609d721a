// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/** Makes revocation lists of the blocks of a {@code crl.pem}. */
final class CrlReader {

    /** As many CAs as a gateway's peers may come from. */
    static final int MAX_LISTS = 64;

    private final boolean allowWeak;

    CrlReader(boolean allowWeak) {
        this.allowWeak = allowWeak;
    }

    /**
     * Reads a {@code crl.pem}.
     *
     * @return in the file's order, each once; who signed them has not been checked
     */
    List<X509CRL> lists(CredentialFile file) throws CredentialRejectedException {
        for (Block block : file.blocks()) {
            if (block.kind() != BlockKind.CRL) {
                String verb = file.blocks().size() == 1 ? "is " : "holds something that is ";
                throw Refusal.of(
                        file.part(), Reason.NOT_A_CRL, verb + block.kind().words() + remedy(block.kind()));
            }
        }
        if (file.blocks().size() > MAX_LISTS) {
            throw Refusal.of(file.part(), Reason.TOO_LARGE, "holds more than " + MAX_LISTS + " revocation lists");
        }
        Set<X509CRL> lists = new LinkedHashSet<>();
        for (Block block : file.blocks()) {
            lists.add(list(file, block.content()));
        }
        return new ArrayList<>(lists);
    }

    private static String remedy(BlockKind kind) {
        if (kind.isKey()) {
            return "; it belongs into private.key";
        }
        return kind == BlockKind.CERTIFICATE ? "; it belongs into ca.pem or cert.pem" : "";
    }

    private X509CRL list(CredentialFile file, byte[] der) throws CredentialRejectedException {
        Optional<String> fault = DerShape.fault(der);
        if (fault.isPresent()) {
            throw Refusal.damaged(file.part(), fault.get());
        }
        X509CRL list;
        try {
            list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (CRLException | CertificateException e) {
            throw Refusal.damaged(file.part(), "a revocation list in it cannot be read");
        }
        if (list.getExtensionValue(Extension.deltaCRLIndicator.getId()) != null) {
            throw Refusal.of(
                    file.part(),
                    Reason.UNSUPPORTED,
                    "the list of " + Subject.issuerOf(list) + " holds changes only (a delta list); upload the"
                            + " complete one");
        }
        if (list.hasUnsupportedCriticalExtension()) {
            throw Refusal.of(
                    file.part(),
                    Reason.UNSUPPORTED,
                    "the list of " + Subject.issuerOf(list) + " has a critical extension that is not supported");
        }
        String algorithm = list.getSigAlgName().toUpperCase(Locale.ROOT);
        if (algorithm.contains("MD5") || algorithm.contains("MD2") || (!allowWeak && algorithm.contains("SHA1"))) {
            throw Refusal.of(
                    file.part(),
                    Reason.WEAK,
                    "the list of " + Subject.issuerOf(list) + " is signed with " + algorithm
                            + "; let its CA issue it with SHA-256");
        }
        return list;
    }
}
