// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The reader's side of the hidden store: metadata only, and the way back to an earlier version. Safe for use by many
 * threads.
 */
@ProviderType
public interface Credentials {

    /**
     * The profiles, each with its version in use.
     *
     * @return sorted by name; empty if nothing was ever delivered
     */
    List<CredentialInfo> profiles();

    /**
     * The versions of a profile that are kept.
     *
     * @param profile the profile's name
     * @return newest first, the one in use included; empty for a profile that does not exist
     */
    List<CredentialInfo> history(String profile);

    /**
     * Puts a kept version into use again, as a new revision. Blocks while the store writes.
     *
     * @param profile the profile's name
     * @param revision a revision from {@link #history}
     * @return the new version in use
     * @throws IllegalArgumentException if that revision is not kept
     * @throws java.io.UncheckedIOException if the store could not write; the version in use has not changed then
     */
    CredentialInfo rollback(String profile, long revision);

    /**
     * Puts a kept version into use again as {@link #rollback(String, long)} does, and notes who did it.
     *
     * @param profile the profile's name
     * @param revision a revision from {@link #history}
     * @param origin who did it
     * @return the new version in use
     * @throws IllegalArgumentException if that revision is not kept
     * @throws java.io.UncheckedIOException if the store could not write; the version in use has not changed then
     */
    default CredentialInfo rollback(String profile, long revision, Origin origin) {
        return rollback(profile, revision);
    }

    /**
     * Makes a new key inside the store, where it stays, and a request for its certificate. The key waits as an uploaded
     * one does, takes the place of one that waited, and expires like it; the {@code cert.pem} that is issued for it,
     * uploaded alone, completes the pair. What is in use stays in use until then. Blocks while the key is made.
     *
     * @param profile the profile's name; it may be a new one
     * @param request what is asked for
     * @param origin who asks
     * @return the request as PKCS#10 (RFC 2986) in PEM, signed by the new key
     * @throws IllegalArgumentException if no profile can have this name, or the subject or one of the names cannot be
     *     read
     * @throws UnsupportedOperationException if the store makes no keys of this kind; the message says which it makes
     * @throws java.io.UncheckedIOException if the store could not do it; nothing has changed then
     */
    default String request(String profile, CertificateRequest request, Origin origin) {
        throw new UnsupportedOperationException("this store makes no keys");
    }
}
