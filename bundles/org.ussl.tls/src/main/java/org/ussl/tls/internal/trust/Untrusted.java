// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError.Reason;

/** Tells why no path leads to an anchor. Only asked after a refusal, so it may take its time. */
final class Untrusted {
    private static final int MAX_LENGTH = 10;

    private final TrustAnchors anchors;
    private final List<X509Certificate> received;

    Untrusted(TrustAnchors anchors, List<X509Certificate> received) {
        this.anchors = anchors;
        this.received = received;
    }

    VerificationFailure of(X509Certificate leaf) {
        List<X509Certificate> walked = new ArrayList<>(List.of(leaf));
        X509Certificate top = leaf;
        for (X509Certificate next = issuer(top, walked); next != null; next = issuer(top, walked)) {
            walked.add(next);
            top = next;
        }
        return new VerificationFailure(Reason.UNTRUSTED, describe(leaf, top));
    }

    private String describe(X509Certificate leaf, X509Certificate top) {
        String name = CertificateName.of(leaf);
        String issuer = CertificateName.of(top.getIssuerX500Principal());
        String source = anchors.source();
        if (isSignedBy(top, top)) {
            if (top.equals(leaf)) {
                return name + ": self-signed, and not itself in " + source
                        + "; give the peer a certificate of a CA, or upload this one if you know it";
            }
            return name + ": issued by the unknown CA " + CertificateName.of(top) + ", which " + source
                    + " does not have; upload it there if you trust it, or suspect the peer";
        }
        if (!anchors.named(top.getIssuerX500Principal()).isEmpty()) {
            return name + ": says that it is of " + issuer + ", but not with the key that " + source + " has for "
                    + issuer + "; upload that CA's present certificate, or suspect the peer";
        }
        boolean named = received.stream()
                .anyMatch(other -> other.getSubjectX500Principal().equals(top.getIssuerX500Principal()));
        if (named && !TrustAnchors.isSelfIssued(top)) {
            return name + ": the " + issuer + " that the peer sends along did not sign it; suspect the peer";
        }
        return name + ": issued by the unknown CA " + issuer + ", which neither the peer sends nor " + source
                + " has; an intermediate is missing if the peer should send " + issuer
                + " along, else upload it if you trust it";
    }

    private @Nullable X509Certificate issuer(X509Certificate certificate, List<X509Certificate> walked) {
        if (walked.size() >= MAX_LENGTH) {
            return null;
        }
        return received.stream()
                .filter(other -> !walked.contains(other))
                .filter(other -> other.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                .filter(other -> isSignedBy(certificate, other))
                .findFirst()
                .orElse(null);
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }
}
