// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;

/** What is said of revocation lists in receipts and metadata. */
final class RevocationLists {

    private RevocationLists() {}

    /** How many certificates a list names. */
    static int size(X509CRL list) {
        Set<?> entries = list.getRevokedCertificates();
        return entries == null ? 0 : entries.size();
    }

    /** A list's number, which grows from each list of a CA to its next. */
    static Optional<BigInteger> number(X509CRL list) {
        byte[] extension = list.getExtensionValue(Extension.cRLNumber.getId());
        if (extension == null) {
            return Optional.empty();
        }
        try {
            byte[] content = ASN1OctetString.getInstance(extension).getOctets();
            return Optional.of(ASN1Integer.getInstance(content).getValue());
        } catch (IllegalArgumentException e) {
            // It is for display and for a warning only, so that a malformed one counts as none.
            return Optional.empty();
        }
    }

    /** For example {@code list of CN=Plant CA, 3 revoked, next on 2027-03-01}. */
    static String summary(List<X509CRL> lists) {
        if (lists.size() > 1) {
            return lists.size() + " revocation lists, "
                    + lists.stream().mapToInt(RevocationLists::size).sum() + " revoked";
        }
        X509CRL list = lists.get(0);
        String next = list.getNextUpdate() == null ? "" : ", next on " + Subject.day(list.getNextUpdate());
        return "list of " + Subject.issuerOf(list) + ", " + size(list) + " revoked" + next;
    }

    /** What is lost where new lists take the place of those in use. */
    static List<String> replacementWarnings(List<X509CRL> before, List<X509CRL> after) {
        List<String> warnings = new ArrayList<>();
        for (X509CRL old : before) {
            List<X509CRL> same = after.stream()
                    .filter(list -> list.getIssuerX500Principal().equals(old.getIssuerX500Principal()))
                    .toList();
            if (same.isEmpty()) {
                warnings.add("the list of " + Subject.issuerOf(old)
                        + " was in use and is not in this file; upload all lists in one crl.pem to have both");
            } else if (same.stream().allMatch(list -> list.getThisUpdate().before(old.getThisUpdate()))) {
                warnings.add("the list of " + Subject.issuerOf(old) + " is older than the one that was in use, of "
                        + Subject.day(old.getThisUpdate()));
            }
        }
        return warnings;
    }

    /** Which lists are without effect, because their CA is no longer trusted. */
    static List<String> orphanWarnings(List<X509CRL> lists, CrlIssuers issuers) {
        return lists.stream()
                .filter(list -> !issuers.haveSigned(list))
                .map(list -> "the list of " + Subject.issuerOf(list)
                        + " has no effect any more, because no CA of the profile has signed it")
                .toList();
    }
}
