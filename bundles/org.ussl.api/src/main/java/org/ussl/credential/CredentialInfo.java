// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What may be known of one version of a profile. Never a key.
 *
 * @param profile the profile's name
 * @param revision the version's number, growing with every change of the profile; 0 if the profile has only waiting
 *     parts
 * @param committedAt when the version was committed; {@link Instant#EPOCH} for revision 0
 * @param chain our own certificate first, then its issuers; empty if the version has no identity
 * @param trustAnchors what peers are verified with; empty if the version has none
 * @param crls the revocation lists; empty if the version has none
 * @param inUse whether this is the version in use
 * @param pending the parts that wait for their counterpart; only ever told of the version in use
 * @param pendingParts the same with when they came, from whom, and until when they wait
 * @param change what made this version, and who
 */
public record CredentialInfo(
        String profile,
        long revision,
        Instant committedAt,
        List<CertificateInfo> chain,
        List<CertificateInfo> trustAnchors,
        List<CrlInfo> crls,
        boolean inUse,
        Set<CredentialPart> pending,
        List<PendingPart> pendingParts,
        Change change) {

    /** Keeps copies of the collections. */
    public CredentialInfo {
        chain = List.copyOf(chain);
        trustAnchors = List.copyOf(trustAnchors);
        crls = List.copyOf(crls);
        pending = Set.copyOf(pending);
        pendingParts = List.copyOf(pendingParts);
    }

    /** A version of which no more is told; the parameters are the record's. */
    public CredentialInfo(
            String profile,
            long revision,
            Instant committedAt,
            List<CertificateInfo> chain,
            List<CertificateInfo> trustAnchors,
            boolean inUse,
            Set<CredentialPart> pending) {
        this(profile, revision, committedAt, chain, trustAnchors, List.of(), inUse, pending, List.of(), Change.UNKNOWN);
    }
}
