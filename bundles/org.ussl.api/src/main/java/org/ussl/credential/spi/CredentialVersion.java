// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Change;

/**
 * One version of a profile: all that a handshake needs, taken together. Immutable, so that a key is never used with
 * another version's chain or trust.
 *
 * @param profile the profile's name
 * @param revision its number
 * @param committedAt when it was committed
 * @param trustAnchors what peers are verified with; empty if there is nothing
 * @param crls what is revoked; empty if nothing is known
 * @param chain our own certificate first, then its issuers; empty if there is no identity
 * @param key the key of the first certificate; {@code null} if there is no identity, or where a store only shows its
 *     history
 * @param change what made this version, and who
 */
public record CredentialVersion(
        String profile,
        long revision,
        Instant committedAt,
        List<X509Certificate> trustAnchors,
        List<X509CRL> crls,
        List<X509Certificate> chain,
        @Nullable SigningKey key,
        Change change) {

    /** Keeps copies of the lists. */
    public CredentialVersion {
        trustAnchors = List.copyOf(trustAnchors);
        crls = List.copyOf(crls);
        chain = List.copyOf(chain);
    }

    /** A version of which nobody told who made it; the parameters are the record's. */
    public CredentialVersion(
            String profile,
            long revision,
            Instant committedAt,
            List<X509Certificate> trustAnchors,
            List<X509CRL> crls,
            List<X509Certificate> chain,
            @Nullable SigningKey key) {
        this(profile, revision, committedAt, trustAnchors, crls, chain, key, Change.UNKNOWN);
    }

    /**
     * Whether all was removed.
     *
     * @return true if there is neither trust nor identity nor a revocation list
     */
    public boolean isEmpty() {
        return trustAnchors.isEmpty() && chain.isEmpty() && crls.isEmpty();
    }

    /** Names the version; nothing of its content. */
    @Override
    public String toString() {
        return profile + " revision " + revision;
    }
}
